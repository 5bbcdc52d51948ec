import { describe, expect, it } from "vitest";

import { settingsOf, simulatedIn } from "@/shared/origin/simulated.ts";

const CLAIM = "claim:members.alliance";
const DEMO = {
  counts: { School: { documented: 20, simulated: 24 } },
  packages: [{}, { calibrated_to: [CLAIM] }],
};

describe("simulated rows", () => {
  it("are shown when they are loaded and included", () => {
    expect(simulatedIn(DEMO, true)).toEqual({ loaded: true, shown: true, calibrated: new Set([CLAIM]) });
  });

  it("are hidden when they are not included", () => {
    expect(simulatedIn(DEMO, false)).toMatchObject({ loaded: true, shown: false });
  });

  it("are absent from real data and before the first response", () => {
    const none = { loaded: false, shown: false, calibrated: new Set() };
    expect(simulatedIn({ counts: { School: { documented: 20 } }, packages: [{}] }, true)).toEqual(none);
    expect(simulatedIn(undefined, true)).toEqual(none);
  });

  it("can be chosen only if they are loaded, or if the URL chose them", () => {
    const real = simulatedIn(undefined, false);
    expect(settingsOf(simulatedIn(DEMO, false), "real")).toEqual(["real", "documented", "all"]);
    expect(settingsOf(real, "real")).toEqual(["real", "documented"]);
    expect(settingsOf(real, "all")).toEqual(["real", "documented", "all"]);
  });
});
