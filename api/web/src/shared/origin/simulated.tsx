// Whether simulated rows are loaded and shown, and the sentence beside a claim that they were generated to match.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { useCommon } from "@/shared/url/common.ts";

import { simulatedIn, type Described, type Simulated } from "./simulated.ts";
import { originTexts } from "./texts.ts";

export function useSimulated(): Simulated {
  const { origin } = useCommon();
  const { data } = useAnswer<Answer<Described>>("/v1/meta");
  return simulatedIn(data?.results[0], origin === "all");
}

/** The sentence beside a claim; nothing unless simulated rows that were generated to match it are shown. */
export function CalibratedTo({ claim }: { readonly claim: string }): ReactNode {
  const t = useTexts(originTexts);
  const { shown, calibrated } = useSimulated();
  return shown && calibrated.has(claim) ? <span className="small calibrated">{t("calibrated")}</span> : null;
}
