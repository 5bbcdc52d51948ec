// Addresses of the API for one thing; an id may hold signs that an address must not.

export function apiPath(things: string, id: string, rest = ""): string {
  return `/v1/${things}/${encodeURIComponent(id).replaceAll("%3A", ":")}${rest}`;
}
