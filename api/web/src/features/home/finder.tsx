// Search box of the start page: suggestions while typing; arrow keys select, Enter opens.

import { useNavigate } from "@tanstack/react-router";
import { useId, useState, type KeyboardEvent, type ReactNode, type SubmitEvent } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { Name, pageOf } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { useSettled } from "@/shared/settled.ts";
import { homeTexts } from "./texts.ts";

interface Hit extends Ref {
  readonly matched: string | null;
  readonly near?: boolean;
}

const OFFERED = 8;

export function Finder(): ReactNode {
  const t = useTexts(homeTexts);
  const id = useId();
  const navigate = useNavigate();
  const { origins } = useCommon();
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const typed = text.trim();
  const asked = useSettled(typed);
  const answer = useAnswer<Answer<Hit>>(asked === "" ? null : "/v1/search", { q: asked, limit: OFFERED, origin: origins });
  const settled = asked === typed && !answer.isFetching;
  const hits = asked === "" ? [] : (answer.data?.results ?? []);
  const shown = open && typed !== "";
  const toHit = (hit: Hit): void => void navigate({ to: pageOf(hit.href) });
  const toAll = (): void => void navigate({ to: "/search", search: { q: typed } });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const hit = hits[at];
    // The selection applies only to suggestions for the current text: after further typing, Enter shows all hits.
    if (hit !== undefined && settled) {
      toHit(hit);
    } else if (typed !== "") {
      toAll();
    }
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt(moved(at, event.key, hits.length));
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      setAt(-1);
    }
  };
  return (
    <form className="finder" role="search" aria-label={t("searchLabel")} onSubmit={submit}>
      <div className="finder-field">
        <input
          type="search"
          role="combobox"
          autoComplete="off"
          maxLength={100}
          placeholder={t("search")}
          aria-label={t("search")}
          aria-expanded={shown}
          aria-controls={`${id}-hits`}
          aria-autocomplete="list"
          aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(-1);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={key}
        />
        <button type="submit" className="primary">
          {t("searchGo")}
        </button>
      </div>
      {shown && <Hits id={id} hits={hits} at={at} settled={settled} typed={typed} toHit={toHit} toAll={toAll} />}
      <span className="visually-hidden" role="status">
        {shown && settled ? t("suggested", { count: hits.length }) : ""}
      </span>
    </form>
  );
}

/** The selection cycles: after the last hit it returns to the field (-1), where Enter shows all hits. */
function moved(at: number, key: string, count: number): number {
  const next = key === "ArrowDown" ? at + 1 : at - 1;
  return next >= count ? -1 : next < -1 ? count - 1 : next;
}

interface HitsProps {
  readonly id: string;
  readonly hits: readonly Hit[];
  readonly at: number;
  readonly settled: boolean;
  readonly typed: string;
  readonly toHit: (hit: Hit) => void;
  readonly toAll: () => void;
}

function Hits({ id, hits, at, settled, typed, toHit, toAll }: HitsProps): ReactNode {
  const t = useTexts(homeTexts);
  const kind = useKind();
  return (
    <div className="finder-hits">
      <ul id={`${id}-hits`} role="listbox" aria-label={t("suggestions")}>
        {hits.map((hit, index) => (
          // The focus stays in the field; arrow keys move the selection.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- see above
          <li
            key={hit.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // Runs before the field loses the focus and the list closes.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => toHit(hit)}
          >
            <span className="finder-name">
              <Name of={hit} />
              {hit.near === true && <span className="small"> {t("near")}</span>}
              {hit.matched !== null && <span className="small"> {t("alias", { alias: hit.matched })}</span>}
            </span>
            <span className="small">{kind(hit.type)}</span>
            <OriginMark origin={hit.origin} />
          </li>
        ))}
      </ul>
      <p className="finder-all">
        {hits.length === 0 ? (
          t(settled ? "nothing" : "looking")
        ) : (
          <button type="button" className="quiet" tabIndex={-1} onMouseDown={(event) => event.preventDefault()} onClick={toAll}>
            {t("allHits", { text: typed })}
          </button>
        )}
      </p>
    </div>
  );
}
