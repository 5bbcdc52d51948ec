// Parameters in the URL: set values, value types of the fields, and lists of ids.

import type { Query } from "@/shared/api/read.ts";
import type { Param } from "@/shared/api/types.ts";
import { isKind, kindOrder, pathOf } from "@/shared/names/kinds.ts";
import type { Search } from "@/shared/url/url.ts";

/** Parameters in the URL, for the API; others use their defaults. */
export function given(params: readonly Param[], search: Search): Query {
  const set = params.filter((param) => (search[param.name] ?? "") !== "");
  return Object.fromEntries(set.map((param) => [param.name, search[param.name]]));
}

/** Names of missing required parameters. */
export function missing(params: readonly Param[], search: Search): readonly string[] {
  return params.filter((param) => param.required && (search[param.name] ?? "") === "").map((param) => param.name);
}

/** Whether a parameter takes an entity, and of which types; empty means any. */
export function thingTypes(param: Param): readonly string[] | undefined {
  return param.type === "Thing" ? [] : isKind(param.type) ? [param.type] : undefined;
}

/** The help text of a parameter with several ids names the allowed types. */
export function listTypes(param: Param): readonly string[] | undefined {
  const match = param.type === "str" ? /^Ids of ([a-z]+)(?: and ([a-z]+))?, separated by commas/.exec(param.help) : null;
  const kinds = kindOrder().filter((kind) => match?.slice(1).includes(pathOf(kind) ?? "") === true);
  return kinds.length === 0 ? undefined : kinds;
}

/** Declared limits of a number; a year has its own. */
export function limits(param: Param): { readonly least: number | undefined; readonly most: number | undefined } {
  const [least, most] = param.type === "year" ? [1900, 2100] : param.type === "percent" ? [0, 100] : [undefined, undefined];
  return { least: param.minimum ?? least, most: param.maximum ?? most };
}

/** The URL value: empty for the default, so that URLs stay short. */
export function written(param: Param, value: string): string | undefined {
  const text = value.trim();
  return text === "" || text === String(param.default ?? "") ? undefined : text;
}
