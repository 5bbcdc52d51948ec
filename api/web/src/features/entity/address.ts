// API paths of one entity; characters of the id are escaped.

export function apiPath(things: string, id: string, rest = ""): string {
  return `/v1/${things}/${encodeURIComponent(id).replaceAll("%3A", ":")}${rest}`;
}
