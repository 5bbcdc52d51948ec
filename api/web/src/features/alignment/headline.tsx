// Shares by level and reading with interval or reason for refusal, for all rows and for documented rows.

import type { ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureValue, type FigureRow } from "@/shared/figures/figure.tsx";
import { formatAmount } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ALIGNMENT, CROSSWALKS, LEVELS, type Crosswalk } from "./address.ts";
import { Interval, type Bounds } from "./interval.tsx";
import { alignmentTexts } from "./texts.ts";

interface ShareRow extends FigureRow, Bounds {
  readonly crosswalk: string;
  readonly group: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly unknown: number;
}

type Shares = Answer<ShareRow>;

export function Headline(): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ framework }] = useUrl(ALIGNMENT);
  const { origin, asOf, place } = useCommon();
  const base: Query = { by: "level", framework, as_of: asOf, place, limit: 1000 };
  // Simulated programs were generated to match the reported shares, so the real share always comes first.
  const asked: Query = { ...base, origin: origin === "documented" ? "documented" : "real" };
  const beside: Query = { real: { ...base, origin: "documented" }, documented: { ...base, origin: "real" }, all: base }[origin];
  const first = useAnswer<Shares>("/v1/measures/alignment", asked);
  const second = useAnswer<Shares>("/v1/measures/alignment", beside);
  return (
    <section className="panel headline" aria-labelledby="headline">
      <h2 id="headline">{t("headline")}</h2>
      <Answered of={first}>
        {(data) =>
          data.results.length === 0 ? (
            <Empty />
          ) : (
            <Grid
              data={data}
              other={second.data}
              otherName={t(({ real: "documented", documented: "real", all: "all" } as const)[origin])}
              asked={asked}
            />
          )
        }
      </Answered>
    </section>
  );
}

interface GridProps {
  readonly data: Shares;
  readonly other: Shares | undefined;
  readonly otherName: string;
  readonly asked: Query;
}

function Grid({ data, other, otherName, asked }: GridProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const [{ crosswalk, level }, change] = useUrl(ALIGNMENT);
  const groups = [...new Set([...data.results, ...(other?.results ?? [])].map((row) => row.group))];
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable */}
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t("headline")}>
        <table className="shares">
          <thead>
            <tr>
              <th scope="col">{t("level")}</th>
              {CROSSWALKS.map((one) => (
                <th key={one} scope="col" className={one === crosswalk ? "chosen" : ""}>
                  <button
                    type="button"
                    className="quiet"
                    aria-pressed={one === crosswalk}
                    onClick={() => change({ crosswalk: one, cell: [] })}
                  >
                    {t(one)}
                  </button>
                  <span className="small">{t(`${one}About`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group} className={level === "" || level === group ? "" : "beside"}>
                <th scope="row">{levelName(t, group)}</th>
                {CROSSWALKS.map((one) => (
                  <td key={one} className={one === crosswalk ? "chosen" : ""}>
                    <Share of={find(data, one, group)} />
                    <Other of={other === undefined ? undefined : find(other, one, group)} name={otherName} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small">{t("barLegend")}</p>
      {data.meta.notes?.map((note) => (
        <p key={note.text} className="small">
          {inLang(lang, note.text, note.text_zh)}
        </p>
      ))}
      <ExportBar path="/v1/measures/alignment" query={asked} count={data.meta.count} cite={data.meta.cite} />
    </>
  );
}

function levelName(t: (key: (typeof LEVELS)[number] | "not stated") => string, group: string): string {
  const level = [...LEVELS, "not stated" as const].find((one) => one === group);
  return level === undefined ? group : t(level);
}

function find(data: Shares, crosswalk: Crosswalk, group: string): ShareRow | undefined {
  return data.results.find((row) => row.crosswalk === crosswalk && row.group === group);
}

function Share({ of }: { readonly of: ShareRow | undefined }): ReactNode {
  const t = useTexts(alignmentTexts);
  if (of === undefined) {
    return <span className="unknown">{t("unknown")}</span>;
  }
  return (
    <>
      <FigureValue of={of} unit="%" />
      <Interval of={of} />
      <span className="small">
        {t("countOf", { part: of.numerator, whole: of.denominator })}
        {of.unknown > 0 && <> · {t("unknownOf", { count: of.unknown })}</>}
      </span>
    </>
  );
}

/** The same figure for the other origin selection, in one line. */
function Other({ of, name }: { readonly of: ShareRow | undefined; readonly name: string }): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const told =
    of === undefined
      ? t("noFigure", { count: 0 })
      : of.value === null
        ? t("noFigure", { count: of.denominator })
        : `${formatAmount(of.value, "%", lang)} (${of.numerator}/${of.denominator})`;
  return (
    <span className="small other" title={inLang(lang, of?.refused, of?.refused_zh)}>
      {name}: {told}
    </span>
  );
}
