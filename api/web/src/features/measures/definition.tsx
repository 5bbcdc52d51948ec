// Definition of a measure: formula, source, assumptions, and limits.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { CodeBlock } from "@/shared/scroll.tsx";

import { blocks, type Block, type Inline } from "./markdown.ts";
import { measureTexts } from "./texts.ts";

export function Definition({ text }: { readonly text: string }): ReactNode {
  const t = useTexts(measureTexts);
  return (
    <section className="panel definition" aria-label={t("definition")}>
      <h2>{t("definition")}</h2>
      <div lang="en">
        {blocks(text).map((block, index) => (
          <OneBlock key={index} block={block} label={t("definition")} />
        ))}
      </div>
    </section>
  );
}

function OneBlock({ block, label }: { readonly block: Block; readonly label: string }): ReactNode {
  switch (block.kind) {
    case "heading":
      return (
        <h3>
          <Pieces of={block.text} />
        </h3>
      );
    case "list":
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>
              <Pieces of={item} />
            </li>
          ))}
        </ul>
      );
    case "code":
      return <CodeBlock label={label}>{block.text}</CodeBlock>;
    case "paragraph":
      return (
        <p>
          <Pieces of={block.text} />
        </p>
      );
  }
}

function Pieces({ of }: { readonly of: readonly Inline[] }): ReactNode {
  return of.map(({ code, text }, index) => (code ? <code key={index}>{text}</code> : <span key={index}>{text}</span>));
}
