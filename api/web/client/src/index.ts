// What the client offers: the generated functions and types, and the few things written by hand.

export * from "./generated/index.ts";
export type { Client } from "./generated/client/index.ts";
export { explorer, type ExplorerOptions } from "./explorer.ts";
export { type Fetch, withETags, withPatience } from "./fetching.ts";
export { pages, rows, type Turn } from "./paging.ts";
export { type Candidate, ProblemError, problemError } from "./problem.ts";
