// Panel next to the drawing: the selected entity, its omitted relationships, and actions.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { formatNumber } from "@/shared/format.ts";
import type { GraphNode } from "@/shared/graph/model.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { relationName, useKind } from "@/shared/names/kinds.ts";
import { Name, pageOf, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";

import { MOST, STEP } from "./address.ts";
import type { Exploring } from "./exploring.ts";
import { exploreTexts } from "./texts.ts";
import { total } from "./view.ts";

const LISTED = 12;

export function Panel({ of }: { readonly of: Exploring }): ReactNode {
  const t = useTexts(exploreTexts);
  const members = of.members.get(of.marked);
  return (
    <aside className="panel explore-panel" aria-label={t("panel")}>
      {members === undefined ? <Marked of={of} /> : <Group members={members} of={of} />}
    </aside>
  );
}

function Marked({ of }: { readonly of: Exploring }): ReactNode {
  const t = useTexts(exploreTexts);
  const kind = useKind();
  const node = of.drawn.nodes.get(of.marked);
  if (node === undefined) {
    return <p>{t("panelEmpty")}</p>;
  }
  return (
    <>
      <p className="small">{kind(node.type)}</p>
      <h2>
        <Name of={node} />
      </h2>
      <p>
        <OriginMark origin={node.origin} />
      </p>
      <LeftOut of={of} id={node.id} />
      <Actions of={of} id={node.id} />
      <p>
        <Link to={pageOf(node.href)}>{t("open")}</Link>
      </p>
    </>
  );
}

/** Omitted relationships by type, with buttons to add some or all. */
function LeftOut({ of, id }: { readonly of: Exploring; readonly id: string }): ReactNode {
  const t = useTexts(exploreTexts);
  const lang = useLang();
  const left = of.drawn.leftOut.get(id) ?? {};
  if (total(left) === 0) {
    return <p className="small">{t("leftOutNone")}</p>;
  }
  return (
    <>
      <h3>{t("leftOut")}</h3>
      <ul className="plain left-out">
        {Object.entries(left).map(([type, count]) => {
          const name = relationName(lang, type);
          const some = Math.min(STEP, count);
          const shown = of.open.find((item) => item.id === id && item.by === type)?.count ?? 0;
          // The server returns the drawn neighbours first, so they are requested again.
          const drawn = Math.max(
            0,
            of.whole.edges.filter((edge) => edge.type === type && (edge.source === id || edge.target === id)).length - shown,
          );
          return (
            <li key={type}>
              <span>
                {name} <span className="small">{t("andMore", { count: formatNumber(count, lang) })}</span>
              </span>
              <span className="buttons">
                <button
                  type="button"
                  onClick={() => of.expand(id, type, some + drawn)}
                  aria-label={t("expandBy", { count: some, type: name })}
                >
                  +{some}
                </button>
                {count > STEP && (
                  <button
                    type="button"
                    onClick={() => of.expand(id, type, Math.min(MOST, count + drawn))}
                    aria-label={t("expandAllBy", { count: formatNumber(count, lang), type: name })}
                  >
                    {t("addAll")}
                  </button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Actions({ of, id }: { readonly of: Exploring; readonly id: string }): ReactNode {
  const t = useTexts(exploreTexts);
  const left = total(of.drawn.leftOut.get(id));
  const isOpen = of.open.some((item) => item.id === id);
  return (
    <div className="actions">
      <button type="button" disabled={left === 0} onClick={() => of.expand(id)}>
        {t("expand")} <kbd>e</kbd>
      </button>
      <button type="button" disabled={!isOpen} onClick={() => of.collapse(id)}>
        {t("collapse")} <kbd>c</kbd>
      </button>
      <button type="button" aria-pressed={of.url.pins.has(id)} onClick={() => of.pin(id)}>
        {t(of.url.pins.has(id) ? "unpin" : "pin")} <kbd>p</kbd>
      </button>
      <button type="button" onClick={() => of.act({ start: id, open: null, at: "", focus: "", degrees: "" })}>
        {t("startHere")}
      </button>
      <button type="button" onClick={() => of.act({ from: id, to: of.url.to === id ? "" : of.url.to, chain: 0 })}>
        {t("pathHere")}
      </button>
      <span role="group" aria-label={t("focus")} className="switch">
        {([1, 2, 3] as const).map((count) => (
          <button
            key={count}
            type="button"
            aria-pressed={of.url.focus === id && of.url.degrees === String(count)}
            onClick={() => of.act({ focus: id, degrees: `${count}` })}
          >
            {t(`degree${count}`)}
          </button>
        ))}
        <button type="button" aria-pressed={of.url.focus === ""} onClick={() => of.act({ focus: "", degrees: "" })}>
          {t("everything")}
        </button>
      </span>
    </div>
  );
}

function Group({ members, of }: { readonly members: readonly GraphNode[]; readonly of: Exploring }): ReactNode {
  const t = useTexts(exploreTexts);
  const kind = useKind();
  const lang = useLang();
  return (
    <>
      <p className="small">{kind(members[0]?.type ?? "", true)}</p>
      <h2>{t("group", { count: formatNumber(members.length, lang) })}</h2>
      <h3>{t("members")}</h3>
      <ul className="plain">
        {members.slice(0, LISTED).map(({ id }) => {
          const node = of.drawn.nodes.get(id);
          return (
            node !== undefined && (
              <li key={id}>
                <ThingLink of={node} /> <OriginMark origin={node.origin} />
              </li>
            )
          );
        })}
      </ul>
      {members.length > LISTED && <p className="small">{t("andMore", { count: formatNumber(members.length - LISTED, lang) })}</p>}
    </>
  );
}
