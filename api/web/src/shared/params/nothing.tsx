// Empty result: each restricting parameter can be removed with a click.

import type { ReactNode } from "react";

import type { Param } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { Empty } from "@/shared/states/answered.tsx";
import { useChangeSearch, useRawSearch } from "@/shared/url/url.ts";

import { paramTexts } from "./texts.ts";
import { columnName } from "./words.ts";

export function NothingFits({ params }: { readonly params: readonly Param[] }): ReactNode {
  const t = useTexts(paramTexts);
  const lang = useLang();
  const search = useRawSearch();
  const change = useChangeSearch();
  const narrowing = params.filter((param) => !param.required && param.name !== "limit" && search[param.name] !== undefined);
  return (
    <Empty>
      {narrowing.map(({ name }) => (
        <button key={name} type="button" onClick={() => change({ [name]: undefined })}>
          {t("without", { name: columnName(lang, name) })}
        </button>
      ))}
    </Empty>
  );
}
