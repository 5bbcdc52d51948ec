// All pages of a question as one answer.

import { isRecord, ORIGINS, type Answer, type Meta, type Origin, type Row } from "./types.ts";

/** Rows of a question without `limit`. */
const ROWS = 100;
const PER_PAGE = 200;

export interface Page {
  readonly limit: number;
  readonly per_page: number;
  readonly cursor?: string;
}

/** Whether a path answers a question. */
export function isPaged(path: string): boolean {
  return /^\/v1\/questions\/[^/?]+$/.test(path);
}

/**
 * Reads pages until the last one or until `limit`.
 *
 * @param ask reads one page.
 */
export async function wholeOf(ask: (page: Page) => Promise<Answer>, query: Readonly<Record<string, unknown>>): Promise<Answer> {
  const limit = Number(query["limit"] ?? "") || ROWS;
  const page = { limit, per_page: Math.min(limit, PER_PAGE) };
  const first = await ask(page);
  const rows: Row[] = [...first.results];
  let meta: Meta = first.meta;
  while (typeof meta.next_cursor === "string") {
    const next = await ask({ ...page, cursor: meta.next_cursor });
    rows.push(...next.results);
    meta = joined(meta, next.meta, rows.length);
  }
  return { ...first, results: rows.map(withEnds), meta };
}

/** A row whose evidence by id has the ends and the address of each relationship. */
export function withEnds(row: Row): Row {
  const { evidence } = row;
  if (evidence === undefined || evidence === null) {
    return row;
  }
  return { ...row, evidence: Array.isArray(evidence) ? evidence.map(ended) : ended(evidence) };
}

function ended(fact: unknown): unknown {
  if (!isRecord(fact) || typeof fact["id"] !== "string" || "start" in fact) {
    return fact;
  }
  const [, start = "", end = ""] = fact["id"].split("~");
  return { ...fact, start: { id: start }, end: { id: end }, href: `/v1/relationships/${fact["id"].replaceAll(" ", "%20")}` };
}

/** Metadata of the pages so far and of the next one. */
function joined(before: Meta, next: Meta, count: number): Meta {
  const origins = Object.fromEntries(
    ORIGINS.map((origin) => [origin, (before.origins?.[origin] ?? 0) + (next.origins?.[origin] ?? 0)]),
  ) as Readonly<Record<Origin, number>>;
  const undated = typeof before.undated === "number" && typeof next.undated === "number" ? before.undated + next.undated : null;
  const { next_cursor, truncated } = next;
  return { ...before, count, origins, undated, ...(truncated === undefined ? {} : { truncated }), next_cursor: next_cursor ?? null };
}
