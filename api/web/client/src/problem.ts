// Errors of the API (RFC 9457) as typed errors.

import type { Problem, ProblemItem } from "./generated/types.gen.ts";

/** An entity that an ambiguous name may refer to. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly name_zh?: string | null;
}

/** An error response. `message` says what is wrong, `hint` how to correct it. `status` is 0 if there was no response. */
export class ProblemError extends Error {
  override readonly name: string = "ProblemError";
  readonly problem: Problem;
  readonly retryAfter: number | undefined;

  /**
   * @param problem the body of the response.
   * @param retryAfter seconds to wait, from the header `Retry-After`.
   */
  constructor(problem: Problem, retryAfter?: number, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** The stable name of the problem, such as `unknown-name` or `database-unavailable`. */
  get code(): string {
    return this.problem.type.split("/").at(-1) ?? "";
  }

  get status(): number {
    return this.problem.status;
  }

  /** How to correct the request. */
  get hint(): string | undefined {
    const hint = this.problem["hint"];
    return typeof hint === "string" ? hint : undefined;
  }

  /** The id of the request, which is also in the log of the server. */
  get requestId(): string | undefined {
    return this.problem.request_id ?? undefined;
  }

  /** The invalid inputs. */
  get errors(): readonly ProblemItem[] {
    return this.problem.errors ?? [];
  }

  /** The nearest names to an unknown one. */
  get nearest(): readonly string[] {
    return list<string>(this.problem["nearest"]);
  }

  /** The entities that an ambiguous name may refer to. */
  get candidates(): readonly Candidate[] {
    return list<Candidate>(this.problem["candidates"]);
  }
}

/** The data changed between two pages (409). Start again from the first page; `collect` does so. */
export class DataChangedError extends ProblemError {
  override readonly name = "DataChangedError";
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "type" in value && "status" in value && "detail" in value;
}

/** Return any failure as a ProblemError: an error response of the API, another response, or none. */
export function problemError(error: unknown, response: Response | undefined): ProblemError {
  const wait = Number(response?.headers.get("Retry-After") ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : undefined;
  if (isProblem(error)) {
    return error.type.endsWith("/data-changed") ? new DataChangedError(error, retryAfter) : new ProblemError(error, retryAfter);
  }
  return new ProblemError(response === undefined ? noResponse(error) : notThisApi(error, response), retryAfter, { cause: error });
}

function noResponse(error: unknown): Problem {
  return {
    type: "/problems/no-answer",
    title: "No response",
    title_zh: "无响应",
    status: 0,
    detail: `No response: ${String(error)}`,
    hint: "Check that the server runs and that baseUrl is its URL. In a browser, the server must also allow the origin of the page (CORS).",
  };
}

function notThisApi(error: unknown, response: Response): Problem {
  return {
    type: "/problems/http",
    title: response.statusText,
    title_zh: "请求失败",
    status: response.status,
    detail: `Unexpected response: not this API: ${String(error).slice(0, 200)}`,
    hint: "Check baseUrl, and any proxy in between.",
  };
}
