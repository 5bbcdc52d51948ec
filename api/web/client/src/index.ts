// The public names of the client: the generated functions and types, and the modules written by hand.

export * from "./generated/index.ts";
export type { Client } from "./generated/client/index.ts";
export { explorer, type ExplorerOptions } from "./explorer.ts";
export { type Fetch, withETags, withPatience } from "./fetching.ts";
export { collect, pages, PagingError, rows, type Turn } from "./paging.ts";
export { type Candidate, DataChangedError, ProblemError, problemError } from "./problem.ts";
