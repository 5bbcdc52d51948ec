// The tie matrix: one square per pair of members with ties, coloured by the strongest kind, striped if simulated.

import { useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref as ElementRef } from "react";

import { ORIGINS, type Origin, type Ref } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { useSimulated } from "@/shared/origin/simulated.tsx";

import { stepTo, strongest, type Pair } from "./order.ts";
import { TIE_KINDS, type TieKind } from "./rows.ts";
import { allianceTexts } from "./texts.ts";
import { kindKey } from "./years-chart.tsx";

const CELL = 10;
const STRIP = 5;
/** Up to this number of members, names are shown next to the rows. */
const NAMED = 40;
const NAMES = 150;
/** Maximum size of a square in pixels. */
const WIDEST = 20;

export const TIE_COLOURS: Readonly<Record<TieKind, string>> = {
  partnership: "var(--brand)",
  graduates: "var(--ind)",
  "teacher-consultant": "var(--people)",
  lecturer: "var(--people-2)",
  facility: "var(--fac)",
  activity: "var(--src)",
};

interface Square {
  readonly pair: Pair;
  readonly row: number;
  readonly column: number;
  readonly kind: TieKind;
  readonly origin: Origin;
}

interface MatrixProps {
  readonly ref: ElementRef<SVGSVGElement>;
  readonly members: readonly Ref[];
  readonly links: readonly Pair[];
  /** The pair whose evidence is open. */
  readonly open: string;
  readonly mark: (pair: string) => void;
  /** Content below the name of the pair under the pointer. */
  readonly children?: ReactNode;
}

export function squares(members: readonly Ref[], links: readonly Pair[]): readonly Square[] {
  const at = new Map(members.map(({ id }, index) => [id, index]));
  return links.flatMap((pair) => {
    const [a, b] = [at.get(pair.one.id), at.get(pair.other.id)];
    if (a === undefined || b === undefined) {
      return [];
    }
    const kind = strongest(pair);
    const origin = ORIGINS.find((one) => pair.ties.some((tie) => tie.tie === kind && tie.origin === one)) ?? "simulated";
    return [
      { pair, kind, origin, row: a, column: b },
      { pair, kind, origin, row: b, column: a },
    ];
  });
}

export function Matrix({ ref, members, links, open, mark, children }: MatrixProps): ReactNode {
  const t = useTexts(allianceTexts);
  const cells = useMemo(() => squares(members, links), [members, links]);
  const byPlace = useMemo(() => new Map(cells.map((square) => [`${square.row} ${square.column}`, square])), [cells]);
  const [at, setAt] = useState<readonly [number, number]>();
  const left = members.length <= NAMED ? NAMES : 2 * STRIP;
  const size = members.length * CELL;
  const cellOf = (event: MouseEvent<SVGSVGElement>): readonly [number, number] | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = (left + size) / box.width;
    const column = Math.floor(((event.clientX - box.left) * scale - left) / CELL);
    const row = Math.floor(((event.clientY - box.top) * scale - 2 * STRIP) / CELL);
    return byPlace.has(`${row} ${column}`) ? [row, column] : undefined;
  };
  const choose = (place: readonly [number, number] | undefined): void => {
    const square = place === undefined ? undefined : byPlace.get(place.join(" "));
    if (square !== undefined) {
      mark(square.pair.id);
    }
  };
  const walk = (event: KeyboardEvent): void => {
    const first = cells[0];
    if (event.key === "Enter") {
      choose(at);
    } else if (event.key.startsWith("Arrow") && first !== undefined) {
      setAt(
        at === undefined
          ? [first.row, first.column]
          : stepTo(
              cells.map(({ row, column }) => [row, column]),
              at,
              event.key,
            ),
      );
      event.preventDefault();
    }
  };
  const label = t("matrixPicture", { members: members.length, pairs: links.length });
  const width = Math.min(820, left + members.length * WIDEST);
  return (
    <div className="matrix-box">
      {/* A canvas is not accessible; the line below names the selected pair, and the table contains all of them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- see above */}
      <div role="application" tabIndex={0} aria-label={label} onKeyDown={walk} style={{ maxWidth: width }}>
        <svg
          ref={ref}
          className="matrix"
          viewBox={`0 0 ${left + size} ${2 * STRIP + size}`}
          onMouseMove={(event) => setAt(cellOf(event))}
          onMouseLeave={() => setAt(undefined)}
          onClick={(event) => choose(cellOf(event))}
          aria-hidden="true"
        >
          <Patterns />
          <rect className="matrix-ground" x={left} y={2 * STRIP} width={size} height={size} />
          {at !== undefined && <Cross at={at} left={left} size={size} />}
          <Edges members={members} left={left} />
          <Squares found={cells} left={left} open={open} />
        </svg>
      </div>
      <div className="matrix-side">
        <AtMark at={at === undefined ? undefined : byPlace.get(at.join(" "))} members={members} />
        {children}
      </div>
    </div>
  );
}

function Squares({ found, left, open }: { readonly found: readonly Square[]; readonly left: number; readonly open: string }): ReactNode {
  return found.map((square) => (
    <rect
      key={`${square.row} ${square.column}`}
      className={square.pair.id === open ? "square open" : "square"}
      x={left + square.column * CELL + 0.6}
      y={2 * STRIP + square.row * CELL + 0.6}
      width={CELL - 1.2}
      height={CELL - 1.2}
      fill={square.origin === "simulated" ? `url(#tie-${square.kind})` : TIE_COLOURS[square.kind]}
    />
  ));
}

/** Row and column under the pointer. */
function Cross({
  at: [row, column],
  left,
  size,
}: {
  readonly at: readonly [number, number];
  readonly left: number;
  readonly size: number;
}): ReactNode {
  return (
    <g className="cross">
      <rect x={left} y={2 * STRIP + row * CELL} width={size} height={CELL} />
      <rect x={left + column * CELL} y={2 * STRIP} width={CELL} height={size} />
    </g>
  );
}

/** Draws the member type at the edges, and the names where there is room. */
function Edges({ members, left }: { readonly members: readonly Ref[]; readonly left: number }): ReactNode {
  const lang = useLang();
  return members.map((member, index) => (
    <g key={member.id} className={`edge-${member.type}`}>
      <rect x={left - STRIP - 1} y={2 * STRIP + index * CELL} width={STRIP} height={CELL - 1} />
      <rect x={left + index * CELL} y={STRIP - 1} width={CELL - 1} height={STRIP} />
      {members.length <= NAMED && (
        <text x={left - STRIP - 4} y={2 * STRIP + index * CELL + 7.6} textAnchor="end">
          {shortened(labelIn(lang, member))}
        </text>
      )}
    </g>
  ));
}

function shortened(name: string): string {
  const room = /[\u4e00-\u9fff]/.test(name) ? 17 : 30;
  return name.length > room ? `${name.slice(0, room - 1)}…` : name;
}

function AtMark({ at, members }: { readonly at: Square | undefined; readonly members: readonly Ref[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const lang = useLang();
  const { shown } = useSimulated();
  if (at === undefined) {
    return (
      <p className="at-mark small">
        {t("matrixHint")} <span className="edge-key edge-School" aria-hidden="true" /> {t("schoolMark")}{" "}
        <span className="edge-key edge-Enterprise" aria-hidden="true" /> {t("enterpriseMark")}
        {shown && ` · ${t("striped")} · ${t("solid")}`}
      </p>
    );
  }
  const name = (index: number): string => labelIn(lang, members[index] ?? { name: "" });
  return (
    <p className="at-mark small" role="status">
      <strong>
        {name(at.row)} · {name(at.column)}
      </strong>{" "}
      {[...new Set(at.pair.ties.map(({ tie }) => t(kindKey(tie))))].join(lang === "zh" ? "、" : ", ")}
    </p>
  );
}

function Patterns(): ReactNode {
  return (
    <defs>
      {TIE_KINDS.map((kind) => (
        <pattern key={kind} id={`tie-${kind}`} width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="3" fill="var(--surface)" />
          <rect width="1.9" height="3" fill={TIE_COLOURS[kind]} />
        </pattern>
      ))}
    </defs>
  );
}
