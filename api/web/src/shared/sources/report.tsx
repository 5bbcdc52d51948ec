// Prefilled error report to copy or mail. The page itself sends nothing.

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { sourceTexts } from "./texts.ts";

export function Report({ of }: { readonly of: { readonly id: string } }): ReactNode {
  const t = useTexts(sourceTexts);
  const cache = useQueryClient();
  const [copied, setCopied] = useState(false);
  const text = (): string => {
    const version = cache.getQueryData<Answer>(["GET", "/v1/meta"])?.meta.data_version ?? "";
    return t("reportBody", { id: of.id, url: location.href, version });
  };
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
  };
  const mail = (): void => {
    const to = document.querySelector("meta[name='report-to']")?.getAttribute("content") ?? "";
    const subject = encodeURIComponent(t("reportSubject", { id: of.id }));
    location.href = `mailto:${to}?subject=${subject}&body=${encodeURIComponent(text())}`;
  };
  return (
    <details>
      <summary>{t("report")}</summary>
      <button type="button" onClick={() => void copy()}>
        {copied ? t("copied") : t("copyReport")}
      </button>{" "}
      <button type="button" onClick={mail}>
        {t("mail")}
      </button>
    </details>
  );
}
