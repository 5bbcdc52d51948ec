// The same answer without the page: its address in the API, and the line that asks for it, each to be copied.

import type { ReactNode } from "react";

import { address, type Query } from "@/shared/api/read.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { CopyButton } from "./bar.tsx";
import { exportTexts } from "./texts.ts";

export function ApiLines({ path, query }: { readonly path: string; readonly query: Query }): ReactNode {
  const t = useTexts(exportTexts);
  const url = `${location.origin}${address(path, query)}`;
  return (
    <>
      <Line title={t("api")} text={url}>
        <a href={url}>{url}</a>
      </Line>
      <Line title={t("curl")} text={curl(url)}>
        {curl(url)}
      </Line>
    </>
  );
}

/** A line for a shell: what could end the quotes stands as addresses write it. */
export function curl(url: string): string {
  return `curl -s '${url.replaceAll("'", "%27")}'`;
}

function Line({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }): ReactNode {
  const t = useTexts(exportTexts);
  return (
    <>
      <h3>
        {title} <CopyButton text={() => text} label={t("copy")} />
      </h3>
      <pre>
        <code>{children}</code>
      </pre>
    </>
  );
}
