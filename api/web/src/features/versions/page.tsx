// The data versions of the ledger, and the changes between two of them.

import { useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ImportLink } from "@/shared/editing/import-link.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { ScrollArea } from "@/shared/scroll.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { number, useUrl } from "@/shared/url/url.ts";

import { Differences, type Difference } from "@/shared/changes/differences.tsx";
import { versionTexts } from "@/shared/changes/texts.ts";

const SHOWN = { a: number(0), b: number(0) };
const MOST = 500;

interface Version {
  readonly number: number;
  readonly at: string;
  readonly action: "load" | "publish" | "unload" | "back" | "found";
  readonly who: string;
  readonly message: string;
  readonly created: number | null;
  readonly changed: number | null;
  readonly removed: number | null;
}

export default function Page(): ReactNode {
  const t = useTexts(versionTexts);
  const [{ a, b }] = useUrl(SHOWN);
  const answer = useAnswer<Answer<Version>>("/v1/versions", { per_page: 200 });
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <ImportLink />
      {a > 0 && b > 0 && <Changes a={a} b={b} />}
      <Answered of={answer}>
        {(data) =>
          data.results.length === 0 ? (
            <p>{t("none")}</p>
          ) : (
            <>
              {data.results.length > 2 && <Between numbers={data.results.map((version) => version.number)} />}
              <Versions of={data.results} />
            </>
          )
        }
      </Answered>
    </>
  );
}

/** Any two versions; neighbouring ones have a button of their own in the list. */
function Between({ numbers }: { readonly numbers: readonly number[] }): ReactNode {
  const t = useTexts(versionTexts);
  const [shown, change] = useUrl(SHOWN);
  const [first = 0] = numbers;
  const [from, setFrom] = useState(shown.a === 0 ? (numbers.at(-1) ?? 0) : shown.a);
  const [to, setTo] = useState(shown.b === 0 ? first : shown.b);
  const fields = [
    ["from", from, setFrom],
    ["to", to, setTo],
  ] as const;
  return (
    <form
      className="form compare"
      onSubmit={(event) => {
        event.preventDefault();
        change({ a: from, b: to });
      }}
    >
      {fields.map(([name, value, set]) => (
        <label key={name}>
          {t(name)}
          <select value={value} onChange={(event) => set(Number(event.target.value))}>
            {numbers.map((number) => (
              <option key={number}>{number}</option>
            ))}
          </select>
        </label>
      ))}
      <button type="submit">{t("compare")}</button>
    </form>
  );
}

function Versions({ of }: { readonly of: readonly Version[] }): ReactNode {
  const t = useTexts(versionTexts);
  const [, change] = useUrl(SHOWN);
  return (
    <ScrollArea className="table-scroll" label={t("title")}>
      <table>
        <thead>
          <tr>
            {(["number", "when", "action", "who", "message", "rows"] as const).map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
            <th />
          </tr>
        </thead>
        <tbody>
          {of.map((version) => (
            <tr key={version.number}>
              <td>{version.number}</td>
              <td>{version.at.slice(0, 16).replace("T", " ")}</td>
              <td>{t(version.action)}</td>
              <td>{version.who}</td>
              <td>{version.message}</td>
              <td>{[version.created, version.changed, version.removed].map((count) => count ?? "–").join(" / ")}</td>
              <td>
                {version.number > 1 && (
                  <button type="button" onClick={() => change({ a: version.number - 1, b: version.number })}>
                    {t("show")}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function Changes({ a, b }: { readonly a: number; readonly b: number }): ReactNode {
  const t = useTexts(versionTexts);
  const answer = useAnswer<Answer<Difference>>(`/v1/versions/${a}/changes/${b}`, { per_page: MOST });
  return (
    <section className="panel changed" aria-label={t("between", { a, b })}>
      <h2>{t("between", { a, b })}</h2>
      <Answered of={answer}>
        {(data) => (
          <>
            {data.results.length === 0 ? <p>{t("same")}</p> : <Differences of={data.results} />}
            {data.meta.truncated === true && <p className="small">{t("more", { count: MOST })}</p>}
          </>
        )}
      </Answered>
    </section>
  );
}
