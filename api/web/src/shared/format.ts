// Numbers and dates as people of either language write them.

import type { Lang } from "@/shared/i18n/texts.ts";

const LOCALES: Record<Lang, string> = { zh: "zh-CN", en: "en-GB" };

/** A number with thousands separated, and at most so many places. */
export function formatNumber(value: number, lang: Lang, places = 2): string {
  return new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: places }).format(value);
}

/** A number with its unit: a per cent sign stands close, words stand apart. */
export function formatAmount(value: number, unit: string | null | undefined, lang: Lang): string {
  const digits = formatNumber(value, lang);
  if (unit === null || unit === undefined || unit === "") {
    return digits;
  }
  return unit === "%" ? `${digits}%` : `${digits} ${unit}`;
}

/** Bytes as people say them. */
export function formatBytes(bytes: number, lang: Lang): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "KB"] : [bytes / 1e6, "MB"];
  return `${formatNumber(value, lang, 1)} ${unit}`;
}
