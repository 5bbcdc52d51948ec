// Positions of the tiles: the eleven divisions of Chenzhou are placed by hand, roughly by their seats; others follow below.

export interface Place {
  readonly column: number;
  readonly row: number;
}

export const COLUMNS = 5;

/** Positions by county code; north is up. Neighbours stay adjacent, distances are not preserved. */
const PLACES: Readonly<Record<string, Place>> = {
  "431028": { column: 3, row: 0 },
  "431023": { column: 2, row: 1 },
  "431081": { column: 3, row: 1 },
  "431027": { column: 4, row: 1 },
  "431024": { column: 0, row: 2 },
  "431021": { column: 1, row: 2 },
  "431002": { column: 2, row: 2 },
  "431003": { column: 3, row: 2 },
  "431026": { column: 4, row: 2 },
  "431025": { column: 1, row: 3 },
  "431022": { column: 2, row: 3 },
};

interface Coded {
  readonly id: string;
  readonly code: string | null;
}

/** Position of each county by id: fixed where defined, the others row by row below, ordered by code. */
export function placesOf(counties: readonly Coded[]): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const rest: Coded[] = [];
  for (const county of counties) {
    const place = PLACES[county.code ?? ""];
    if (place === undefined) {
      rest.push(county);
    } else {
      found.set(county.id, place);
    }
  }
  const below = found.size === 0 ? 0 : Math.max(...[...found.values()].map(({ row }) => row)) + 1;
  for (const [index, { id }] of rest.toSorted((a, b) => (a.code ?? a.id).localeCompare(b.code ?? b.id)).entries()) {
    found.set(id, { column: index % COLUMNS, row: below + Math.floor(index / COLUMNS) });
  }
  return found;
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { column: 0, row: -1 },
  ArrowDown: { column: 0, row: 1 },
  ArrowLeft: { column: -1, row: 0 },
  ArrowRight: { column: 1, row: 0 },
};

/** The nearest tile in the direction of an arrow key; tiles straight ahead are preferred. */
export function neighbour(places: ReadonlyMap<string, Place>, from: string, key: string): string {
  const [at, step] = [places.get(from), STEPS[key]];
  if (at === undefined || step === undefined) {
    return from;
  }
  let [best, least] = [from, Number.POSITIVE_INFINITY];
  for (const [id, { column, row }] of places) {
    const [right, down] = [column - at.column, row - at.row];
    const ahead = right * step.column + down * step.row;
    const aside = Math.abs(right * step.row) + Math.abs(down * step.column);
    if (ahead > 0 && ahead + 2 * aside < least) {
      [best, least] = [id, ahead + 2 * aside];
    }
  }
  return best;
}
