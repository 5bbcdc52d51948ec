// Chip next to a fact: opens the quote, source, date, rule, and a link to report an error.

import { Link } from "@tanstack/react-router";
import { useId, useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Provenance, Thing } from "@/shared/api/types.ts";
import { inLang, useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { isKind, kindName, relationName } from "@/shared/names/kinds.ts";
import { Name, nameIn, pageOf, ThingLink } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";

import { Report } from "./report.tsx";
import { sourceTexts } from "./texts.ts";

export interface Fact extends Provenance {
  readonly id: string;
  readonly href: string;
  readonly type?: string;
}

export function SourceChip({ of }: { readonly of: Fact }): ReactNode {
  const t = useTexts(sourceTexts);
  const id = useId();
  const [open, setOpen] = useState(false);
  const count = of.sources?.length ?? 0;
  const label = count === 0 ? t("none") : count === 1 ? t("source") : t("sources", { count });
  return (
    <>
      <button type="button" className={`chip chip-${of.origin}`} popoverTarget={id} aria-label={`${t("open")} ${label}`}>
        {label}
      </button>
      <div id={id} popover="auto" className="popover" onToggle={(event) => setOpen(event.newState === "open")}>
        {open && <Evidence of={of} />}
        <button type="button" className="quiet" popoverTarget={id} popoverTargetAction="hide">
          {t("close")}
        </button>
      </div>
    </>
  );
}

interface EvidenceProps {
  readonly of: Fact;
  /** True on the page of the fact itself, which needs no link to itself. */
  readonly here?: boolean;
  /** Whether a relationship is shown as a sentence, which takes one request. */
  readonly said?: boolean;
}

/** All evidence of a fact. */
export function Evidence({ of, here = false, said = !here }: EvidenceProps): ReactNode {
  const t = useTexts(sourceTexts);
  const lang = useLang();
  const relationship = of.type !== undefined && !isKind(of.type);
  const { data } = useAnswer<Answer<Said>>(relationship && said ? of.href : null);
  const row = data?.results[0];
  // Evidence by id has no quotes; the relationship itself has them.
  const known: Provenance = of.quotes === undefined && row !== undefined ? row : of;
  return (
    <div className="evidence">
      <p>
        <OriginMark origin={of.origin} />{" "}
        {of.type !== undefined && <span>{relationship ? sentenceOf(lang, of.type, row) : kindName(lang, of.type)}</span>}
      </p>
      {known.quotes?.map((quote) => (
        <blockquote key={quote}>{quote}</blockquote>
      ))}
      <dl>
        {known.rule && <Pair term={t("rule")} text={known.rule} />}
        {known.locator && <Pair term={t("where")} text={known.locator} />}
        {known.certainty && <Pair term={t("certainty")} text={wordIn(lang, known.certainty)} />}
        {!here && known.note && <Pair term={t("note")} text={known.note} />}
      </dl>
      <ul className="plain">
        {known.sources?.map((source) => (
          <li key={source}>
            <SourceLine id={source} />
          </li>
        ))}
      </ul>
      {!here && (
        <p>
          <Link to={pageOf(of.href)}>{t("relationship")}</Link>
        </p>
      )}
      <Report of={of} />
    </div>
  );
}

interface Said extends Provenance {
  readonly sentence: string;
  readonly sentence_zh: string;
}

/** A relationship as a sentence; until it is there, the name of its type. */
function sentenceOf(lang: Lang, type: string, row: Said | undefined): string {
  return row === undefined ? relationName(lang, type) : inLang(lang, row.sentence, row.sentence_zh);
}

function Pair({ term, text }: { readonly term: string; readonly text: string }): ReactNode {
  return (
    <>
      <dt>{term}</dt>
      <dd lang="en">{text}</dd>
    </>
  );
}

/** A source by its id: title, publisher and date. */
export function SourceLine({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(sourceTexts);
  const lang = useLang();
  const { data } = useAnswer<Answer<Thing>>(`/v1/sources/${id}`, { per_page: 1 });
  const source = data?.results[0];
  if (source === undefined) {
    return (
      <Link to="/$things/$id" params={{ things: "sources", id }}>
        {t("source")}
      </Link>
    );
  }
  const publisher = typeof source["publisher"] === "string" ? source["publisher"] : "";
  const date = typeof source["published"] === "string" ? source["published"] : "";
  return (
    <>
      <ThingLink of={source}>
        <Name of={source} />
      </ThingLink>
      {publisher !== "" && publisher !== nameIn(lang, source).text && <span> · {publisher}</span>}
      {date !== "" && (
        <span>
          {" "}
          · {t("published")} <time>{date}</time>
        </span>
      )}
    </>
  );
}
