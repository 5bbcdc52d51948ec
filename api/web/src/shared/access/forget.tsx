// Button to forget the key, shown while one is stored.

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { forgetKey, useHoldsKey } from "@/shared/api/key.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { accessTexts } from "./texts.ts";

/** Forgets the key and all data fetched with it: the page restarts with an empty cache (src/app/main.tsx). */
export function ForgetKey(): ReactNode {
  const t = useTexts(accessTexts);
  const cache = useQueryClient();
  const forget = (): void => {
    void cache.cancelQueries();
    cache.clear();
    forgetKey();
  };
  return useHoldsKey() ? (
    <button type="button" onClick={forget}>
      {t("forget")}
    </button>
  ) : null;
}
