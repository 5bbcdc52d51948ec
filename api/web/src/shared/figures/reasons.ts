// Labels of the reasons for and against a partner. An unknown reason is shown by its name.

import { useLang } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";

export function useReason(): (name: string) => string {
  const lang = useLang();
  return (name) => {
    const label = labels().rows.reasons.get(name);
    return label === undefined ? name : inWords(lang, label);
  };
}
