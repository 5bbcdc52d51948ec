// Colour of each entity type: one hue for education, industry, place, people, alliance and facility (tokens.css). The legend names
// them, and the table shows the types as text.

const TOKENS = {
  School: "edu",
  Program: "edu-2",
  Major: "edu-3",
  Enterprise: "ind",
  Occupation: "people-2",
  Organisation: "ind-3",
  Industry: "ind-2",
  Sector: "ind-2",
  Framework: "src",
  County: "place",
  Region: "place-2",
  Alliance: "ally",
  Person: "people",
  Facility: "fac",
  Initiative: "ally-2",
  Activity: "ally-2",
  Claim: "gap",
  Observation: "src",
  Source: "src",
} as const;

export type TypeToken = (typeof TOKENS)[keyof typeof TOKENS] | "ink-3";
export const TYPE_TOKENS: readonly TypeToken[] = [...new Set<TypeToken>([...Object.values(TOKENS), "ink-3"])];

export function tokenOf(type: string): TypeToken {
  return (TOKENS as Readonly<Record<string, TypeToken>>)[type] ?? "ink-3";
}

/** As a value of a style or of an attribute of a picture. */
export function colourOf(type: string): string {
  return `var(--${tokenOf(type)})`;
}
