// Downloads a file of the API with the stored key, which a plain link cannot send.

import { lang } from "@/shared/i18n/texts.ts";
import { ProblemError, problemError } from "@client/problem.ts";

import { keyHeaders } from "./key.ts";

export interface Fetched {
  readonly blob: Blob;
  readonly name: string;
}

const ENDINGS: Readonly<Record<string, string>> = { "application/json": "json", "text/plain": "txt", "text/csv": "csv" };

/** File name from the response (RFC 6266); otherwise the last path segment with the extension of its type. */
export function fileName(headers: Headers, url: string): string {
  const disposition = headers.get("Content-Disposition") ?? "";
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]*)"/i.exec(disposition)?.[1];
  if (coded !== undefined || plain !== undefined) {
    return coded === undefined ? (plain ?? "") : decodeURIComponent(coded);
  }
  const type = headers.get("Content-Type")?.split(";")[0]?.trim() ?? "";
  const last = new URL(url, "http://127.0.0.1").pathname.split("/").findLast((part) => part !== "") ?? "answer";
  const ending = ENDINGS[type];
  return ending === undefined ? last : `${last}.${ending}`;
}

/**
 * Downloads a file. The browser buffers it completely before saving, in memory or on disk. An incomplete download
 * is discarded.
 *
 * @throws ProblemError
 */
export async function fetchFile(url: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const answered = await fetch(url, { headers: { ...keyHeaders(), "Accept-Language": lang() }, signal });
    if (!answered.ok) {
      throw problemError(await answered.json().catch(() => answered.statusText), answered);
    }
    return { blob: await answered.blob(), name: fileName(answered.headers, url) };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProblemError ? error : problemError(error, undefined);
  }
}
