// The citation of a response in several formats. Its address is that of the rows on the page, with their filters.

import type { CitationItem } from "@client/generated/types.gen.ts";
import { useState, type ReactNode } from "react";

import type { Sent } from "@/shared/api/sent.ts";
import { address, read, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";

import { CopyButton } from "./copy.tsx";
import { exportTexts } from "./texts.ts";

const FORMATS = ["text", "gbt7714", "apa", "bibtex", "ris", "csl"] as const;
type Format = (typeof FORMATS)[number];

type Citation = Sent<CitationItem>;

/**
 * URL of the citation of a request.
 *
 * @param cite citation link of a response of the same data version.
 */
export function citationOf(path: string, query: Query, cite: string | null | undefined): string {
  const version = new URLSearchParams(cite?.slice(cite.indexOf("?") + 1)).get("data_version");
  return address("/v1/cite", { of: address(path, query), data_version: version });
}

export function Cite({ address: cited }: { readonly address: string }): ReactNode {
  const t = useTexts(exportTexts);
  const lang = useLang();
  const [asked, setAsked] = useState("");
  const [citation, setCitation] = useState<Citation>();
  const [format, setFormat] = useState<Format>("text");
  const ask = async (): Promise<void> => {
    const answer = await read<Answer<Citation>>(cited, { accessed: today() });
    setAsked(cited);
    setCitation(answer.results[0]);
  };
  // A citation of other rows is no longer shown after the filters have changed.
  if (citation === undefined || asked !== cited) {
    return (
      <button type="button" onClick={() => void ask()}>
        {t("cite")}
      </button>
    );
  }
  const text = textOf(citation, format, lang);
  return (
    <span className="citation">
      <select
        aria-label={t("format")}
        value={format}
        onChange={(event) => setFormat(FORMATS.find((one) => one === event.target.value) ?? "text")}
      >
        {FORMATS.map((one) => (
          <option key={one} value={one}>
            {t(one)}
          </option>
        ))}
      </select>
      <textarea readOnly aria-label={t("citation")} value={text} rows={6} />
      <CopyButton text={() => text} label={t("copy")} />
      <button type="button" onClick={() => setCitation(undefined)}>
        {t("close")}
      </button>
    </span>
  );
}

function textOf(citation: Citation, format: Format, lang: Lang): string {
  if (format === "text") {
    return lang === "zh" ? citation.text_zh : citation.text;
  }
  return format === "csl" ? JSON.stringify(citation.csl, null, 2) : citation[format];
}

/** The date here, as the date of access. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
