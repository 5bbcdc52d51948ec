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
  /** Names of rows that do not exist yet. */
  readonly added?: ReadonlyMap<string, string> | undefined;
}

export function RowLink({ type, row, names, added }: RowLinkProps): ReactNode {
  const lang = useLang();
  const [start = "", end] = endsOf(row);
  return isRelation(type) && end !== undefined ? (
    <>
      <Named id={start} names={names} added={added} /> <span className="small">{relationName(lang, type)}</span>{" "}
      <Named id={end} names={names} added={added} />
    </>
  ) : (
    <>
      <span className="small">{kindName(lang, type)}</span> <Named id={start} names={names} added={added} />
    </>
  );
}

type NamedProps = Pick<RowLinkProps, "names" | "added"> & { readonly id: string };

export function Named({ id, names, added }: NamedProps): ReactNode {
  const thing = names.get(id);
  const name = added?.get(id);
  return thing !== undefined ? <ThingLink of={thing} /> : name !== undefined ? name : <code className="row-id">{id}</code>;
}
