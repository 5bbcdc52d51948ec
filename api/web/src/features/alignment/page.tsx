// Alignment of programs with prioritised industries: shares by reading, reported shares, matrix, gaps, changes.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn, NAME_FIELDS } from "@/shared/names/names.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";
import { VerdictCard } from "@/shared/verdict/card.tsx";

import { ALIGNMENT, CROSSWALKS, LEVELS } from "./address.ts";
import "./alignment.css";
import { Changes } from "./changes/section.tsx";
import { periodsOf, years, type ChangeRow } from "./changes/model.ts";
import { Claims } from "./claims.tsx";
import { Choice, useViewKeys } from "./controls.tsx";
import { Gaps } from "./gaps.tsx";
import { Headline } from "./headline.tsx";
import { MatrixSection } from "./matrix/section.tsx";
import { alignmentTexts } from "./texts.ts";

export default function Page(): ReactNode {
  const t = useTexts(alignmentTexts);
  useViewKeys();
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <VerdictCard />
      <Controls />
      <div className="alignment-top">
        <Headline />
        <Claims />
      </div>
      <MatrixSection />
      <Gaps />
      <Changes />
    </>
  );
}

function Controls(): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ crosswalk, level, framework }, change] = useUrl(ALIGNMENT);
  const lang = useLang();
  const { undated } = useCommon();
  const frameworks = useAnswer<Answer<Ref>>("/v1/frameworks", { select: NAME_FIELDS, per_page: 200, ...undated });
  const names = new Map(frameworks.data?.results.map((one) => [one.id, labelIn(lang, one)]));
  const choices = ["", ...new Set([...names.keys(), ...(framework === "" ? [] : [framework])])];
  return (
    <div className="form alignment-controls">
      <Choice
        label={t("crosswalk")}
        value={crosswalk}
        choices={CROSSWALKS}
        name={t}
        change={(value) => change({ crosswalk: value, cell: [] })}
      />
      <Choice
        label={t("level")}
        value={level}
        choices={["", ...LEVELS]}
        name={(value) => (value === "" ? t("anyLevel") : t(value))}
        change={(value) => change({ level: value, cell: [] })}
      />
      <Choice
        label={t("framework")}
        value={framework}
        choices={choices}
        name={(value) => (value === "" ? t("anyFramework") : (names.get(value) ?? value))}
        change={(value) => change({ framework: value, cell: [] })}
      />
      <Year />
    </div>
  );
}

/** Years with changes, as suggestions; other dates can be entered in the header. */
function Year(): ReactNode {
  const t = useTexts(alignmentTexts);
  const { asOf, change, undated } = useCommon();
  const { data } = useAnswer<Answer<ChangeRow>>("/v1/measures/alignment-changes", { limit: 1000, ...undated });
  const changed = years(periodsOf(data?.results ?? []));
  const first = changed[0]?.since;
  const yearOptions = [...(first === undefined ? [] : [first - 1]), ...changed.map(({ until }) => until)].map(String);
  const choices = ["", ...new Set([...yearOptions, ...(asOf === "" ? [] : [asOf])])];
  return (
    <Choice
      label={t("year")}
      value={asOf}
      choices={choices}
      name={(value) => (value === "" ? t("anyYear") : value)}
      change={(value) => change({ as_of: value })}
    />
  );
}
