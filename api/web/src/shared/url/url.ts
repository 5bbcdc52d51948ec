// The URL holds the state of a page: typed values read from the query, and a function to change them.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

/** Parses a URL value; undefined if it is missing or invalid. */
export interface Codec<T> {
  parse(text: string | undefined): T;
  format(value: T): string | undefined;
}

export type Search = Readonly<Record<string, string | undefined>>;

export function text(initial = ""): Codec<string> {
  return { parse: (given) => given ?? initial, format: (value) => (value === initial ? undefined : value) };
}

export function number(initial: number): Codec<number> {
  const parse = (given: string | undefined): number => {
    const value = given === undefined || given.trim() === "" ? Number.NaN : Number(given);
    return Number.isFinite(value) ? value : initial;
  };
  return { parse, format: (value) => (value === initial ? undefined : String(value)) };
}

export function choice<const T extends string>(choices: readonly T[], initial: NoInfer<T>): Codec<T> {
  return {
    parse: (given) => choices.find((value) => value === given) ?? initial,
    format: (value) => (value === initial ? undefined : value),
  };
}

export function flag(): Codec<boolean> {
  return { parse: (given) => given === "1", format: (value) => (value ? "1" : undefined) };
}

/** Several values, comma-separated; entity ids contain no commas. */
export function list(): Codec<readonly string[]> {
  return {
    parse: (given) => (given === undefined || given === "" ? [] : given.split(",")),
    format: (value) => (value.length === 0 ? undefined : value.join(",")),
  };
}

type Codecs = Readonly<Record<string, Codec<unknown>>>;
type Values<C extends Codecs> = { readonly [K in keyof C]: C[K] extends Codec<infer T> ? T : never };
export type Change<C extends Codecs> = (change: Partial<Values<C>>, how?: { readonly replace?: boolean }) => void;

/**
 * The URL values that a page declares, and a function to change some of them. Values declared elsewhere are kept.
 *
 * @param codecs declared once, outside the component.
 */
export function useUrl<C extends Codecs>(codecs: C): readonly [Values<C>, Change<C>] {
  const search = useRawSearch();
  const change = useChangeSearch();
  const values = useMemo(() => {
    const entries = Object.entries(codecs).map(([name, codec]) => [name, codec.parse(search[name])]);
    return Object.fromEntries(entries) as Values<C>;
  }, [codecs, search]);
  const set = useCallback<Change<C>>(
    (patch, how) => {
      const changes = Object.entries(patch).map(([name, value]) => [name, codecs[name]?.format(value)]);
      change(Object.fromEntries(changes) as Search, how);
    },
    [codecs, change],
  );
  return [values, set];
}

/** The whole query, for parameters whose names the server declares. */
export function useRawSearch(): Search {
  const search: Search = useSearch({ strict: false });
  return search;
}

/** Changes query values by name; undefined removes one. */
export function useChangeSearch(): (change: Search, how?: { readonly replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (change, how) => {
      void navigate({
        to: ".",
        search: (old: Search) => ({ ...old, ...change }),
        replace: how?.replace ?? false,
        resetScroll: false,
      } as unknown as Parameters<typeof navigate>[0]);
    },
    [navigate],
  );
}
