// Button that copies a text.

import { useState, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { exportTexts } from "./texts.ts";

export function CopyButton({ text, label }: { readonly text: () => string; readonly label: string }): ReactNode {
  const t = useTexts(exportTexts);
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {copied ? t("copied") : label}
    </button>
  );
}
