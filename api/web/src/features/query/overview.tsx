// Reference next to the query: labels, types and example queries, and the limits.

import type { ReactNode } from "react";

import { formatBytes, formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { relationName } from "@/shared/names/kinds.ts";

import type { Schema, SchemaProperty } from "./schema.ts";
import { queryTexts } from "./texts.ts";

export interface Limits {
  readonly seconds: number;
  readonly rows: number;
  readonly answer_bytes: number;
  readonly query_bytes: number;
  readonly memory: string;
}

interface OverviewProps {
  readonly schema: Schema;
  readonly use: (query: string) => void;
}

export function Overview({ schema, use }: OverviewProps): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  return (
    <section className="panel overview" aria-label={t("schema")}>
      <h2>{t("schema")}</h2>
      <h3>{t("labels")}</h3>
      {schema.labels
        .filter((item) => item.count > 0)
        .map((item) => (
          <details key={item.label}>
            <summary>
              <code>{item.label}</code> {lang === "zh" && item.title_zh} <span className="small">{formatNumber(item.count, lang)}</span>
            </summary>
            <Examples queries={item.examples} use={use} />
            <Properties of={item.properties} />
          </details>
        ))}
      <h3>{t("relationships")}</h3>
      {schema.relationships
        .filter((item) => item.count > 0)
        .map((item) => (
          <details key={item.type}>
            <summary>
              <code>{item.type}</code> {relationName(lang, item.type)} <span className="small">{formatNumber(item.count, lang)}</span>
            </summary>
            {item.patterns.map((pattern) => (
              <div key={`${pattern.start} ${pattern.end}`}>
                <p className="small">
                  <code>
                    (:{pattern.start})-[:{item.type}]-&gt;(:{pattern.end})
                  </code>{" "}
                  {formatNumber(pattern.count, lang)}
                </p>
                <Examples queries={pattern.examples} use={use} />
              </div>
            ))}
            <Properties of={item.properties} />
          </details>
        ))}
      <h3>{t("search")}</h3>
      <Examples queries={schema.search.examples.filter((query) => !query.includes("$"))} use={use} />
    </section>
  );
}

function Examples({ queries, use }: { readonly queries: readonly string[]; readonly use: (query: string) => void }): ReactNode {
  const t = useTexts(queryTexts);
  return (
    <ul className="plain examples">
      {queries.map((query) => (
        <li key={query}>
          <button type="button" onClick={() => use(query)} aria-label={t("useExample", { query })}>
            <code lang="en">{query}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Properties({ of }: { readonly of: readonly SchemaProperty[] }): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  const used = of.filter((item) => item.used > 0);
  return used.length === 0 ? null : (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("properties")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("property")}</th>
            <th scope="col">{t("type")}</th>
            <th scope="col" className="numeric">
              {t("used")}
            </th>
          </tr>
        </thead>
        <tbody>
          {used.map((item) => (
            <tr key={item.name} title={inLang(lang, item.about, item.about_zh)}>
              <td>
                <code>{item.name}</code>
              </td>
              <td>
                <span className="small">{item.choices.length > 0 ? item.choices.join(", ") : item.type}</span>
              </td>
              <td className="numeric">{formatNumber(item.used, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function LimitsNote({ of }: { readonly of: Limits }): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  const limits = {
    seconds: formatNumber(of.seconds, lang),
    rows: formatNumber(of.rows, lang),
    bytes: formatBytes(of.answer_bytes, lang),
    memory: of.memory.replace(/m$/i, " MB"),
    length: formatBytes(of.query_bytes, lang),
  };
  return (
    <details className="limits">
      <summary>{t("limits")}</summary>
      <ul>
        <li>{t("limitsAbout", limits)}</li>
        <li>{t("limitReads")}</li>
        <li>{t("limitAdmin")}</li>
        <li>{t("limitTime")}</li>
      </ul>
    </details>
  );
}
