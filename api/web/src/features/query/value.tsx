// One value of a result: entities by name with their origin, other values as text.

import type { ReactNode } from "react";

import { isRecord } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang } from "@/shared/i18n/texts.ts";
import { relationName } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";

import { isNode, isPath, isRelationship, plainText, refOf, typeOf, type NodeValue } from "./values.ts";

export function Value({ value }: { readonly value: unknown }): ReactNode {
  const lang = useLang();
  if (value === null || value === undefined) {
    return <span className="unknown">null</span>;
  }
  if (isNode(value)) {
    return <Thing of={value} />;
  }
  if (isRelationship(value)) {
    return (
      <span className="relation" title={value.type}>
        {relationName(lang, value.type)}
      </span>
    );
  }
  if (isPath(value)) {
    return value.nodes.map((node, index) => (
      <span key={node.element_id}>
        {index > 0 && ` – ${relationName(lang, value.relationships[index - 1]?.type ?? "")} – `}
        <Thing of={node} />
      </span>
    ));
  }
  if (Array.isArray(value)) {
    return <Items values={value} />;
  }
  if (typeOf(value) !== undefined) {
    return plainText(value);
  }
  if (isRecord(value)) {
    return (
      <span className="fields">
        {Object.entries(value).map(([name, item]) => (
          <span key={name} className="item">
            <code>{name}</code>: <Value value={item} />
          </span>
        ))}
      </span>
    );
  }
  return typeof value === "number" ? formatNumber(value, lang, 4) : plainText(value);
}

function Items({ values }: { readonly values: readonly unknown[] }): ReactNode {
  return values.length === 0 ? (
    <span className="none">[]</span>
  ) : (
    <span className="several">
      {values.map((value, index) => (
        <span key={index} className="item">
          <Value value={value} />
        </span>
      ))}
    </span>
  );
}

function Thing({ of }: { readonly of: NodeValue }): ReactNode {
  const ref = refOf(of);
  return ref === undefined ? (
    <code>(:{of.labels.join(":")})</code>
  ) : (
    <>
      <ThingLink of={ref} /> <OriginMark origin={ref.origin} />
    </>
  );
}
