// A file of the API, fetched with the key that is held: a plain link cannot present one.

import { ProblemError, problemError } from "@client/problem.ts";

import { keyHeaders } from "./key.ts";

export interface Fetched {
  readonly blob: Blob;
  readonly name: string;
}

const ENDINGS: Readonly<Record<string, string>> = { "application/json": "json", "text/plain": "txt", "text/csv": "csv" };

/** The name that an answer gives its file (RFC 6266); else the end of the address with the ending of its type. */
export function fileName(headers: Headers, url: string): string {
  const given = headers.get("Content-Disposition") ?? "";
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(given)?.[1];
  const plain = /filename="([^"]*)"/i.exec(given)?.[1];
  if (coded !== undefined || plain !== undefined) {
    return coded === undefined ? (plain ?? "") : decodeURIComponent(coded);
  }
  const type = headers.get("Content-Type")?.split(";")[0]?.trim() ?? "";
  const last = new URL(url, "http://127.0.0.1").pathname.split("/").findLast((part) => part !== "") ?? "answer";
  const ending = ENDINGS[type];
  return ending === undefined ? last : `${last}.${ending}`;
}

/**
 * Fetches a file. The browser gathers it whole before it can be saved, beside the page and on disk when it is large; a file that breaks off
 * is none.
 *
 * @throws ProblemError
 */
export async function fetchFile(url: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const answered = await fetch(url, { headers: keyHeaders(), signal });
    if (!answered.ok) {
      throw problemError(await answered.json().catch(() => answered.statusText), answered);
    }
    return { blob: await answered.blob(), name: fileName(answered.headers, url) };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProblemError ? error : problemError(error, undefined);
  }
}
