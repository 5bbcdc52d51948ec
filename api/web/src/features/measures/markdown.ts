// Parser for the Markdown subset of definitions: headings, paragraphs, lists and code. It produces no HTML.

export type Inline = { readonly code: boolean; readonly text: string };

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly text: readonly Inline[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string };

const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^[*-]\s+(.*)$/;

/** Parses a text. A line continues the paragraph or list item above it until a blank line or another mark. */
export function blocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let items: string[] = [];
  const finish = (): void => {
    if (items.length > 0) {
      blocks.push({ kind: "list", items: items.map(inline) });
    }
    if (lines.length > 0) {
      blocks.push({ kind: "paragraph", text: inline(lines.join(" ")) });
    }
    items = [];
    lines = [];
  };
  let fence: string[] | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) {
      finish();
      if (fence !== undefined) {
        blocks.push({ kind: "code", text: fence.join("\n") });
      }
      fence = fence === undefined ? [] : undefined;
      continue;
    }
    if (fence !== undefined) {
      fence.push(line);
      continue;
    }
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    if (line.trim() === "") {
      finish();
    } else if (heading !== null) {
      finish();
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 2, text: inline(heading[2] ?? "") });
    } else if (item !== null) {
      if (lines.length > 0) {
        finish();
      }
      items.push(item[1] ?? "");
    } else if (items.length > 0) {
      items.push(`${items.pop() ?? ""} ${line.trim()}`);
    } else {
      lines.push(line.trim());
    }
  }
  if (fence !== undefined) {
    blocks.push({ kind: "code", text: fence.join("\n") });
  }
  finish();
  return blocks;
}

/** Text and code in backticks; an unpaired backtick is literal. */
export function inline(text: string): readonly Inline[] {
  return text
    .split(/`([^`]+)`/)
    .map((piece, index) => ({ code: index % 2 === 1, text: piece }))
    .filter((piece) => piece.text !== "");
}
