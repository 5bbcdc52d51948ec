// Weights of reasons in the URL: industry=2,county=1; other reasons keep the default weight of the server.

import type { Note } from "@/shared/api/types.ts";

export type Weights = Readonly<Record<string, number>>;

export function parseWeights(text: string): Weights {
  const weights: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split("=").map((word) => word.trim());
    const weight = Number(value);
    if (/^[a-z]+$/.test(name) && value !== "" && Number.isFinite(weight)) {
      weights[name] = weight;
    }
  }
  return weights;
}

export function formatWeights(weights: Weights): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name}=${weight}`)
    .join(",");
}

/** The weights used in a response: listed in its notes, in the order of the reasons. */
export function weightsOf(notes: readonly Note[] | undefined): Weights {
  const note = notes?.find(({ text }) => text.startsWith("Weights:"))?.text ?? "";
  return Object.fromEntries([...note.matchAll(/([a-z]+)=(-?\d+(?:\.\d+)?)/g)].map((match) => [match[1] ?? "", Number(match[2])]));
}

/** Range of a slider: positive for reasons, negative for counter-reasons; it always includes the requested weight. */
export function reach(name: string, weight: number): readonly [number, number] {
  return COUNTER.includes(name)
    ? [Math.min(-3, Math.floor(weight)), Math.max(0, Math.ceil(weight))]
    : [Math.min(0, weight), Math.max(10, Math.ceil(weight))];
}

export const COUNTER: readonly string[] = ["exclusive", "simulated"];
