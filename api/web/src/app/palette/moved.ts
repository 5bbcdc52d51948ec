/** The entry to go to by a key: arrows cycle. */
export function moved(at: number, key: string, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return at >= last ? 0 : at + 1;
    case "ArrowUp":
      return at <= 0 ? last : at - 1;
    case "PageDown":
      return last;
    case "PageUp":
      return 0;
    default:
      return undefined;
  }
}
