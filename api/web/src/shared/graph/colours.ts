// The colour of each type of things; types that are close share one, and names tell them apart.

const COLOURS: Readonly<Record<string, string>> = {
  School: "#1f6f8b",
  Program: "#3d8c5c",
  Enterprise: "#b5651d",
  Industry: "#7a5195",
  Sector: "#7a5195",
  County: "#5b6470",
  Region: "#5b6470",
  Alliance: "#a23b50",
  Person: "#8a6d00",
};

export function colourOf(type: string): string {
  return COLOURS[type] ?? "#4c5866";
}
