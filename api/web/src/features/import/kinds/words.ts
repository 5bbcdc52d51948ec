// The words for kinds of findings and problems.

import type { Text } from "@/shared/i18n/texts.ts";

import { kindTexts } from "./texts.ts";

type Kind = keyof typeof kindTexts.en;

function isKind(name: string): name is Kind {
  return name in kindTexts.en;
}

/** The words for a kind of finding; the kind itself if it has none. */
export function findingName(t: Text<Kind>, kind: string): string {
  const name = `finding.${kind}`;
  return isKind(name) ? t(name) : kind;
}

/** The words for a kind of problem; undefined if it has none. */
export function problemName(t: Text<Kind>, kind: string): string | undefined {
  const name = `check.${kind}`;
  return isKind(name) ? t(name) : undefined;
}
