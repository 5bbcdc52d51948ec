// One candidate: rank, reasons and counter-reasons as a bar and as text with evidence, and the shortlist button.

import { useState, type ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { AUDIT } from "@/shared/figures/figure.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { labelIn, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { useUrl } from "@/shared/url/url.ts";

import { barsOf, type Candidate, type PartnerRow, type Scale } from "./candidates.ts";
import { Evidence } from "./evidence.tsx";
import { useReason } from "@/shared/figures/reasons.ts";
import { STATE } from "./state.ts";
import { partnersTexts } from "./texts.ts";

interface CandidateRowProps {
  readonly of: Candidate;
  readonly scale: Scale;
  readonly county: Ref | undefined;
  /** Whether the counties of the candidates have been loaded. */
  readonly located: boolean;
  /** Only some candidates are shown; the rank is the overall one. */
  readonly filtered: boolean;
}

export function CandidateRow({ of, scale, county, located, filtered }: CandidateRowProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const kind = useKind();
  const [open, setOpen] = useState<PartnerRow>();
  return (
    <li className={`card candidate candidate-${of.origin}`}>
      <span className={of.rank > 99 ? "rank long" : "rank"} title={filtered ? t("ofAll") : undefined}>
        <span className="visually-hidden">{t("rank", { rank: of.rank })}</span>
        <span aria-hidden="true">{of.rank}</span>
      </span>
      <div className="candidate-name">
        <h3>
          <ThingLink of={of.thing} /> <OriginMark origin={of.thing.origin} />
        </h3>
        <p className="small">
          {kind(of.thing.type)}
          {county !== undefined ? (
            <>
              {" · "}
              <ThingLink of={county} />
            </>
          ) : located ? (
            ` · ${t("countyUnknown")}`
          ) : null}
          {of.stays !== null && <> · {t("stays", { share: formatNumber(100 * of.stays, lang, 0) })}</>}
        </p>
      </div>
      <div className="candidate-points">
        <Points of={of} show={setOpen} />
        {of.origin !== of.thing.origin && (
          <span className="small weakest" title={t("weakestAbout")}>
            {t("weakest")} <OriginMark origin={of.origin} />
          </span>
        )}
        <ShortlistButton of={of.thing} />
      </div>
      <div className="candidate-why">
        <Bars of={of} scale={scale} />
        <ul className="plain reasons" aria-label={t("bars")}>
          {of.reasons.map((row) => (
            <li key={row.key}>
              <ReasonChip row={row} show={setOpen} />
            </li>
          ))}
        </ul>
        {open !== undefined && <Evidence of={open} close={() => setOpen(undefined)} />}
      </div>
    </li>
  );
}

interface ShowProps {
  /** Shows the rows included in the response, for figures without an audit URL. */
  readonly show: (row: PartnerRow) => void;
}

function useOpen(show: ShowProps["show"]): (row: PartnerRow) => void {
  const [, change] = useUrl(AUDIT);
  return (row) => (row.evidence === undefined ? change({ audit: row.audit }) : show(row));
}

function Points({ of, show }: { readonly of: Candidate } & ShowProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const open = useOpen(show);
  return (
    <button type="button" className="quiet points" title={t("evidence")} onClick={() => open(of.figure)}>
      {t("points", { points: formatNumber(of.points, lang, 2) })}
    </button>
  );
}

function ReasonChip({ row, show }: { readonly row: PartnerRow } & ShowProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const reason = useReason();
  const open = useOpen(show);
  const points = row.value ?? 0;
  const signed = `${points < 0 ? "−" : "+"}${formatNumber(Math.abs(points), lang, 2)}`;
  const plain = reason(row.reason ?? "");
  const name = row.members === null ? plain : t("ofMembers", { reason: plain, count: row.members });
  const amount = t("amount", { amount: formatNumber(row.amount ?? 0, lang, 3), weight: formatNumber(row.weight ?? 0, lang, 2) });
  return (
    <button
      type="button"
      className={`reason ${row.what} origin-line-${row.origin}`}
      aria-label={t("openReason", { reason: name, points: signed })}
      title={amount}
      onClick={() => open(row)}
    >
      <span className={`reason-mark reason-${row.reason ?? ""}`} aria-hidden="true" /> {name} <b>{signed}</b>
    </button>
  );
}

function Bars({ of, scale }: { readonly of: Candidate; readonly scale: Scale }): ReactNode {
  const whole = scale.against + scale.most || 1;
  return (
    <div className="bars" aria-hidden="true">
      {barsOf(of, scale).map((bar) => (
        <span
          key={bar.reason}
          className={`reason-bar reason-${bar.reason}`}
          style={{ left: `${bar.left}%`, width: `${Math.max(bar.width, 0.15)}%` }}
        />
      ))}
      <span className="zero" style={{ left: `${(100 * scale.against) / whole}%` }} />
    </div>
  );
}

interface ShortlistButtonProps {
  readonly of: Ref;
  /** In a table: the icon only. */
  readonly short?: boolean;
}

export function ShortlistButton({ of, short = false }: ShortlistButtonProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const [{ shortlist }, change] = useUrl(STATE);
  const on = shortlist.includes(of.id);
  return (
    <button
      type="button"
      aria-pressed={on}
      className="shortlist-button"
      aria-label={t("shortlistOf", { name: labelIn(lang, of) })}
      title={t(on ? "shortlistIn" : "shortlistAdd")}
      onClick={() => change({ shortlist: on ? shortlist.filter((id) => id !== of.id) : [...shortlist, of.id] })}
    >
      {on ? "✓" : "+"}
      {!short && ` ${t(on ? "shortlistIn" : "shortlistAdd")}`}
    </button>
  );
}
