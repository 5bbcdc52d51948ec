// Shares reported by sources, quoted and kept separate from computed figures.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { formatAmount } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { CalibratedTo } from "@/shared/origin/simulated.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { alignmentTexts } from "./texts.ts";

const METRIC = "aligned_share";

export function Claims(): ReactNode {
  const t = useTexts(alignmentTexts);
  const { query } = useCommon();
  const claims = useAnswer<Answer<Thing>>("/v1/claims", { filter: `metric:${METRIC}`, sort: "-value", ...query });
  return (
    <section className="panel claims" aria-labelledby="claims">
      <h2 id="claims">{t("claims")}</h2>
      <p className="small">{t("claimsAbout")}</p>
      <Answered of={claims}>
        {(data) =>
          data.results.length === 0 ? (
            <Empty />
          ) : (
            <ul className="plain">
              {data.results.map((claim) => (
                <Claim key={claim.id} of={claim} />
              ))}
            </ul>
          )
        }
      </Answered>
      <p className="ways">
        <Link to="/questions/$name" params={{ name: "claims-against-graph" }} search={{ metric: METRIC }}>
          {t("against")}
        </Link>
        <Link to="/measures/$name" params={{ name: "reported-denominators" }}>
          {t("denominators")}
        </Link>
        <Link to="/measures/$name" params={{ name: "crosswalk-agreement" }}>
          {t("agreement")}
        </Link>
      </p>
    </section>
  );
}

function Claim({ of }: { readonly of: Thing }): ReactNode {
  const lang = useLang();
  const { value, unit, note } = of;
  return (
    <li className="claim">
      <b>{typeof value === "number" ? formatAmount(value, typeof unit === "string" ? unit : null, lang) : ""}</b>
      <span>
        <ThingLink of={of} />
        <br />
        <OriginMark origin={of.origin} /> <SourceChip of={of} /> <CalibratedTo claim={of.id} />
        {typeof note === "string" && note !== "" && (
          <span className="small note" lang="en">
            {note}
          </span>
        )}
      </span>
    </li>
  );
}
