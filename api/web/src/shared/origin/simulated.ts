// Simulated rows in the description of the data (/v1/meta).

import { SETTINGS, type Setting } from "@/shared/url/common.ts";

/** The part of a row of /v1/meta that concerns simulated rows. */
export interface Described {
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly packages: readonly { readonly calibrated_to?: readonly string[] }[];
}

export interface Simulated {
  /** Whether the data has simulated rows: it is a demo. */
  readonly loaded: boolean;
  /** Whether the chosen origins include them. */
  readonly shown: boolean;
  /** Ids of the claims that simulated rows were generated to match. */
  readonly calibrated: ReadonlySet<string>;
}

export function simulatedIn(described: Described | undefined, included: boolean): Simulated {
  const loaded = Object.values(described?.counts ?? {}).some((counts) => (counts["simulated"] ?? 0) > 0);
  const claims = described?.packages.flatMap((one) => one.calibrated_to ?? []) ?? [];
  return { loaded, shown: loaded && included, calibrated: new Set(claims) };
}

/** The settings to choose from: without simulated rows all rows are real ones, so the one with simulated rows is left out unless chosen. */
export function settingsOf({ loaded }: Simulated, chosen: Setting): readonly Setting[] {
  return SETTINGS.filter((setting) => setting !== "all" || loaded || chosen === "all");
}
