// Number and date formats of both languages.

import type { Lang } from "@/shared/i18n/texts.ts";

const LOCALES: Record<Lang, string> = { zh: "zh-CN", en: "en-GB" };

/** A number with thousands separators and a maximum number of decimals. */
export function formatNumber(value: number, lang: Lang, places = 2): string {
  return new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: places }).format(value);
}

/** A number with its unit: no space before a per cent sign, a space before words. */
export function formatAmount(value: number, unit: string | null | undefined, lang: Lang): string {
  const digits = formatNumber(value, lang);
  if (unit === null || unit === undefined || unit === "") {
    return digits;
  }
  return unit === "%" ? `${digits}%` : `${digits} ${unit}`;
}

/** Bytes in readable units. */
export function formatBytes(bytes: number, lang: Lang): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "KB"] : [bytes / 1e6, "MB"];
  return `${formatNumber(value, lang, 1)} ${unit}`;
}
