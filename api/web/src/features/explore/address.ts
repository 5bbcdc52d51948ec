// URL state of the explorer: start, expansions, pins and selection.

import type { Point } from "@/shared/graph/model.ts";
import { choice, flag, number, text, type Codec } from "@/shared/url/url.ts";

/** Number of entities drawn at first, and added by each further step. */
export const STEP = 20;
/** Maximum number of entities that the server returns, including the start. */
export const MOST = 499;

/** One expansion: a number of neighbours of an entity, by one relationship type or by all (`*`). */
export interface Opened {
  readonly id: string;
  readonly by: string;
  readonly count: number;
}

export const ALL = "*";
/** URL value for "everything collapsed"; an absent value means that the start is expanded. */
const NOTHING = "-";

/** `id~TYPE~20`, comma-separated; null is the initial state. */
function opened(): Codec<readonly Opened[] | null> {
  const parse = (given: string | undefined): readonly Opened[] | null => {
    if (given === undefined || given === "") {
      return null;
    }
    return given.split(",").flatMap((part) => {
      const [id = "", by = "", count = ""] = part.split("~");
      const number = Math.min(Number(count), MOST);
      return id === "" || by === "" || !Number.isInteger(number) || number < 1 ? [] : [{ id, by, count: number }];
    });
  };
  const format = (value: readonly Opened[] | null): string | undefined => {
    if (value === null) {
      return undefined;
    }
    return value.length === 0 ? NOTHING : value.map(({ id, by, count }) => `${id}~${by}~${count}`).join(",");
  };
  return { parse, format };
}

/** `id~x~y`, comma-separated. */
function pins(): Codec<ReadonlyMap<string, Point>> {
  const parse = (given: string | undefined): ReadonlyMap<string, Point> => {
    const points = (given ?? "").split(",").flatMap((part): (readonly [string, Point])[] => {
      const [id = "", x = "", y = ""] = part.split("~");
      const point = { x: Number(x), y: Number(y) };
      return id === "" || x === "" || y === "" || !Number.isFinite(point.x) || !Number.isFinite(point.y) ? [] : [[id, point]];
    });
    return new Map(points);
  };
  const format = (value: ReadonlyMap<string, Point>): string | undefined =>
    value.size === 0 ? undefined : [...value].map(([id, { x, y }]) => `${id}~${Math.round(x)}~${Math.round(y)}`).join(",");
  return { parse, format };
}

export const DEGREES = ["", "1", "2", "3"] as const;

export const EXPLORE = {
  start: text(),
  open: opened(),
  pins: pins(),
  layout: choice(["grown", "types"], "grown"),
  /** The selected entity. */
  at: text(),
  /** The focused entity, and the number of steps shown around it. */
  focus: text(),
  degrees: choice(DEGREES, ""),
  /** Ends of a path, and the chain that is drawn. */
  from: text(),
  to: text(),
  chain: number(0),
  /** Whether paths avoid counties and regions. */
  around: flag(),
};

/** Default expansions. */
export function effective(open: readonly Opened[] | null, start: string): readonly Opened[] {
  return open ?? [{ id: start, by: ALL, count: STEP }];
}

/** Adds an expansion; a repeated one increases the number of neighbours. */
export function expand(open: readonly Opened[], id: string, by: string, count: number): readonly Opened[] {
  const old = open.find((item) => item.id === id && item.by === by);
  if (old === undefined) {
    return [...open, { id, by, count: Math.min(count, MOST) }];
  }
  return open.map((item) => (item === old ? { ...item, count: Math.min(MOST, item.count + count) } : item));
}

export function collapse(open: readonly Opened[], id: string): readonly Opened[] {
  return open.filter((item) => item.id !== id);
}
