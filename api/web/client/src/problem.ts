// Errors of the API (RFC 9457) as one typed class.

import type { Problem, ProblemItem } from "./generated/types.gen.ts";

/** A thing that an ambiguous name may mean. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly name_zh?: string | null;
}

/** What the API refused, and what would be right. `status` is 0 when there was no answer at all. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  readonly retryAfter: number | undefined;

  /**
   * @param problem the body of the answer.
   * @param retryAfter seconds to wait, from the header `Retry-After`.
   */
  constructor(problem: Problem, retryAfter?: number, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** The kind of problem, which is stable: `unknown-name`, `database-unavailable`. */
  get code(): string {
    return this.problem.type.split("/").at(-1) ?? "";
  }

  get status(): number {
    return this.problem.status;
  }

  /** Where the input does not fit. */
  get errors(): readonly ProblemItem[] {
    return this.problem.errors ?? [];
  }

  /** The nearest names, when one was not known. */
  get nearest(): readonly string[] {
    return list<string>(this.problem["nearest"]);
  }

  /** The things that an ambiguous name may mean. */
  get candidates(): readonly Candidate[] {
    return list<Candidate>(this.problem["candidates"]);
  }
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "type" in value && "status" in value && "detail" in value;
}

/** Whatever went wrong as a ProblemError: a problem of the API, another answer, or no answer. */
export function problemError(error: unknown, response: Response | undefined): ProblemError {
  const wait = Number(response?.headers.get("Retry-After") ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : undefined;
  if (isProblem(error)) {
    return new ProblemError(error, retryAfter);
  }
  const detail = response === undefined ? `No answer: ${String(error)}` : `Not an answer of the API: ${String(error).slice(0, 200)}`;
  const made: Problem = {
    type: response === undefined ? "/problems/no-answer" : "/problems/http",
    title: response === undefined ? "No answer" : response.statusText,
    title_zh: response === undefined ? "无响应" : "请求失败",
    status: response?.status ?? 0,
    detail,
  };
  return new ProblemError(made, retryAfter, { cause: error });
}
