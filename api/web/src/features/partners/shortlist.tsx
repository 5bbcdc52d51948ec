// The shortlist, kept in the URL; its schools and enterprises can be exported.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { labelIn, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { useWhere } from "@/shared/places/where.ts";
import { useUrl } from "@/shared/url/url.ts";

import { STATE } from "./state.ts";
import { partnersTexts } from "./texts.ts";

/** The entities of one type by id, in list order. */
function useThings(path: string, ids: readonly string[]): readonly Ref[] {
  const { data } = useAnswer<Answer<Ref>>(ids.length === 0 ? null : path, { ids: ids.join(","), per_page: 200 });
  const byId = new Map(data?.results.map((thing) => [thing.id, thing]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export function Shortlist(): ReactNode {
  const t = useTexts(partnersTexts);
  const [{ shortlist }, change] = useUrl(STATE);
  const schoolIds = shortlist.filter((id) => id.startsWith("school:"));
  const enterpriseIds = shortlist.filter((id) => id.startsWith("enterprise:"));
  const schools = useThings("/v1/schools", schoolIds);
  const enterprises = useThings("/v1/enterprises", enterpriseIds);
  const { counties } = useWhere(shortlist);
  const things = [...schools, ...enterprises];
  return (
    <section className="panel shortlist" aria-labelledby="shortlist" aria-live="polite">
      <h2 id="shortlist">
        {t("shortlist")} {shortlist.length > 0 && <span className="count">{shortlist.length}</span>}
      </h2>
      {shortlist.length === 0 ? (
        <p className="small">{t("shortlistEmpty")}</p>
      ) : (
        <>
          <p>
            {t("shortlistCount", {
              schools: schoolIds.length,
              enterprises: enterpriseIds.length,
              counties: new Set([...counties.values()].map(({ id }) => id)).size,
            })}{" "}
            <button type="button" onClick={() => change({ shortlist: [] })}>
              {t("clear")}
            </button>
          </p>
          <ul className="plain shortlisted">
            {things.map((thing) => (
              <Shortlisted
                key={thing.id}
                of={thing}
                county={counties.get(thing.id)}
                out={() => change({ shortlist: shortlist.filter((id) => id !== thing.id) })}
              />
            ))}
          </ul>
          {schoolIds.length > 0 && (
            <>
              <h3>{t("schoolsFile")}</h3>
              <ExportBar path="/v1/schools" query={{ ids: schoolIds.join(",") }} count={schoolIds.length} />
            </>
          )}
          {enterpriseIds.length > 0 && (
            <>
              <h3>{t("enterprisesFile")}</h3>
              <ExportBar path="/v1/enterprises" query={{ ids: enterpriseIds.join(",") }} count={enterpriseIds.length} />
            </>
          )}
        </>
      )}
    </section>
  );
}

interface ShortlistedProps {
  readonly of: Ref;
  readonly county: Ref | undefined;
  readonly out: () => void;
}

function Shortlisted({ of, county, out }: ShortlistedProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const kind = useKind();
  return (
    <li>
      <ThingLink of={of} />{" "}
      <span className="small">
        {kind(of.type)}
        {county !== undefined && ` · ${labelIn(lang, county)}`}
      </span>{" "}
      <OriginMark origin={of.origin} />{" "}
      <button type="button" className="quiet" aria-label={t("shortlistOut", { name: labelIn(lang, of) })} onClick={out}>
        ×
      </button>
    </li>
  );
}
