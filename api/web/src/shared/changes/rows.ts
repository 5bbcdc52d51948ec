// Ids of rows: an entity has an id of its own, a relationship one of its type and its ends.

/** Relationship types are in capitals. */
export function isRelation(type: string): boolean {
  return type === type.toUpperCase();
}

/** The entities of a row: itself, or the start and the end of a relationship. */
export function endsOf(row: string): readonly string[] {
  const [first = "", start, end] = row.split("~");
  return start === undefined || end === undefined ? [first] : [start, end];
}

/** The values of a row that an edit adds or removes, as it states them. */
export function valuesOf(text: string): readonly (readonly [string, string])[] {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === "object" && row !== null && !Array.isArray(row)
      ? Object.entries(row).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "")
      : [];
  } catch {
    return [];
  }
}
