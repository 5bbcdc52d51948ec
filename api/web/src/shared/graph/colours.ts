// Colour of each entity type; the legend names them, and the table shows the types as text.

const COLOURS: Readonly<Record<string, string>> = {
  School: "#1f6f8b",
  Program: "#3d8c5c",
  Major: "#77993a",
  Enterprise: "#b5651d",
  Industry: "#7a5195",
  Sector: "#a76dbd",
  Framework: "#54388a",
  County: "#68737f",
  Region: "#2f3a46",
  Alliance: "#a8324a",
  Person: "#8a6d00",
  Facility: "#cf5585",
  Initiative: "#c78f1f",
  Activity: "#4768bd",
  Claim: "#8c4a34",
  Source: "#808a96",
};

export function colourOf(type: string): string {
  return COLOURS[type] ?? "#4c5866";
}
