// Order of members in the matrix: members with ties to each other are placed close together.

import type { Ref } from "@/shared/api/types.ts";

import { TIE_KINDS, type TieKind, type TieRow } from "./rows.ts";

export interface Pair {
  readonly id: string;
  readonly one: Ref;
  readonly other: Ref;
  readonly ties: readonly TieRow[];
}

/** Combines the ties of each pair, regardless of direction. */
export function pairs(ties: readonly TieRow[]): readonly Pair[] {
  const pairs = new Map<string, { one: Ref; other: Ref; ties: TieRow[] }>();
  for (const tie of ties) {
    const [one, other] = tie.one.id < tie.other.id ? [tie.one, tie.other] : [tie.other, tie.one];
    const id = `${one.id}~${other.id}`;
    const pair = pairs.get(id) ?? { one, other, ties: [] };
    pair.ties.push(tie);
    pairs.set(id, pair);
  }
  return [...pairs].map(([id, pair]) => ({ id, ...pair }));
}

/** Number of named members with ties, and of those that only took part in the same activity, which is no tie in the measures. */
export function membersOf(rows: readonly TieRow[]): { readonly tied: number; readonly activityOnly: number } {
  const ends = (some: readonly TieRow[]): ReadonlySet<string> => new Set(some.flatMap(({ one, other }) => [one.id, other.id]));
  const named = rows.filter(({ unnamed }) => !unnamed);
  const tied = ends(named.filter(({ tie }) => tie !== "activity"));
  return { tied: tied.size, activityOnly: ends(named).size - tied.size };
}

/** The strongest kind of tie of a pair, in the declared order of kinds. */
export function strongest(pair: Pair): TieKind {
  return TIE_KINDS.find((kind) => pair.ties.some(({ tie }) => tie === kind)) ?? "activity";
}

export function nearOf(links: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const near = new Map<string, string[]>();
  for (const { one, other } of links) {
    near.set(one.id, [...(near.get(one.id) ?? []), other.id]);
    near.set(other.id, [...(near.get(other.id) ?? []), one.id]);
  }
  return near;
}

/**
 * Spectral order: members by the second eigenvector of their ties, so that members with similar ties are adjacent and ties
 * lie near the diagonal. The largest connected group comes first. The order is deterministic.
 */
export function together(members: readonly string[], links: readonly Pair[]): readonly string[] {
  const near = nearOf(links);
  return groupsOf(members, near)
    .toSorted((a, b) => b.length - a.length)
    .flatMap((group) => spectral(group, near));
}

/** Groups of members that are connected directly or indirectly. */
function groupsOf(members: readonly string[], near: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const visited = new Set<string>();
  return members.toSorted().flatMap((start) => {
    if (visited.has(start)) {
      return [];
    }
    const group = [start];
    visited.add(start);
    // The group grows during iteration.
    for (const id of group) {
      for (const next of near.get(id) ?? []) {
        if (!visited.has(next)) {
          visited.add(next);
          group.push(next);
        }
      }
    }
    return [group.toSorted()];
  });
}

const ROUNDS = 300;

/** Power iteration for the second eigenvector of the normalised ties; the first one (square roots of the degrees) is projected out. */
function spectral(group: readonly string[], near: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const at = new Map(group.map((id, index) => [id, index]));
  const next = group.map((id) => (near.get(id) ?? []).flatMap((other) => at.get(other) ?? []));
  const roots = next.map((others) => Math.sqrt(Math.max(1, others.length)));
  const whole = roots.reduce((sum, root) => sum + root * root, 0);
  let vector = group.map((_, index) => Math.sin(index + 1));
  for (let round = 0; round < ROUNDS; round += 1) {
    const share = vector.reduce((sum, value, index) => sum + value * (roots[index] ?? 1), 0) / whole;
    const without = vector.map((value, index) => value - share * (roots[index] ?? 1));
    const made = without.map(
      (value, index) =>
        value + (next[index] ?? []).reduce((sum, other) => sum + (without[other] ?? 0) / ((roots[index] ?? 1) * (roots[other] ?? 1)), 0),
    );
    const length = Math.hypot(...made) || 1;
    vector = made.map((value) => value / length);
  }
  const place = (id: string): number => {
    const index = at.get(id) ?? 0;
    return (vector[index] ?? 0) / (roots[index] ?? 1);
  };
  return group.toSorted((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** The next tie from a cell in the direction of an arrow key; rows and columns are positions in the order. */
export function stepTo(
  cells: readonly (readonly [number, number])[],
  from: readonly [number, number],
  key: string,
): readonly [number, number] {
  const [row, column] = from;
  const far = ([r, c]: readonly [number, number]): number => Math.abs(r - row) * 1000 + Math.abs(c - column);
  const sideways = ([r, c]: readonly [number, number]): number => Math.abs(c - column) + 1000 * Math.abs(r - row);
  const ahead = {
    ArrowRight: cells.filter(([r, c]) => r === row && c > column).toSorted((a, b) => sideways(a) - sideways(b)),
    ArrowLeft: cells.filter(([r, c]) => r === row && c < column).toSorted((a, b) => sideways(a) - sideways(b)),
    ArrowDown: cells.filter(([r]) => r > row).toSorted((a, b) => far(a) - far(b)),
    ArrowUp: cells.filter(([r]) => r < row).toSorted((a, b) => far(a) - far(b)),
  }[key];
  return ahead?.[0] ?? from;
}
