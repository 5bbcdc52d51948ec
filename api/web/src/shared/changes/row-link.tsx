// A row by name, with a link to its page; its id if the present data does not have it.

import type { ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useLang } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";

import { endsOf, isRelation } from "./rows.ts";

interface RowLinkProps {
  readonly type: string;
  readonly row: string;
  readonly names: ReadonlyMap<string, Ref>;
}

export function RowLink({ type, row, names }: RowLinkProps): ReactNode {
  const lang = useLang();
  const [start = "", end] = endsOf(row);
  return isRelation(type) && end !== undefined ? (
    <>
      <Named id={start} names={names} /> <span className="small">{relationName(lang, type)}</span> <Named id={end} names={names} />
    </>
  ) : (
    <>
      <span className="small">{kindName(lang, type)}</span> <Named id={start} names={names} />
    </>
  );
}

export function Named({ id, names }: { readonly id: string; readonly names: ReadonlyMap<string, Ref> }): ReactNode {
  const thing = names.get(id);
  return thing === undefined ? <code className="row-id">{id}</code> : <ThingLink of={thing} />;
}
