// The same data without the page: API URL and shell command, each with a copy button.

import type { ReactNode } from "react";

import { ApiLink } from "@/shared/access/link.tsx";
import { useHoldsKey } from "@/shared/api/key.ts";
import { address, type Query } from "@/shared/api/read.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { CodeBlock } from "@/shared/scroll.tsx";

import { CopyButton } from "./copy.tsx";
import { exportTexts } from "./texts.ts";

export function ApiLines({ path, query }: { readonly path: string; readonly query: Query }): ReactNode {
  const t = useTexts(exportTexts);
  const url = `${location.origin}${address(path, query)}`;
  const line = curl(url, useHoldsKey());
  return (
    <>
      <Line title={t("api")} text={url}>
        <ApiLink href={url}>{url}</ApiLink>
      </Line>
      <Line title={t("curl")} text={line}>
        {line}
      </Line>
    </>
  );
}

/**
 * A shell command; characters that could end the quotes are percent-encoded.
 *
 * @param keyed sends a key, read from the usual environment; the command never contains the key itself.
 */
export function curl(url: string, keyed = false): string {
  return `curl -s ${keyed ? '-H "Authorization: Bearer $ALLIANCE_KEY" ' : ""}'${url.replaceAll("'", "%27")}'`;
}

function Line({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }): ReactNode {
  const t = useTexts(exportTexts);
  return (
    <>
      <h3>
        {title} <CopyButton text={() => text} label={t("copy")} />
      </h3>
      <CodeBlock label={title}>{children}</CodeBlock>
    </>
  );
}
