// Selects the organisation that seeks partners: an entity or a description.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Name } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { ThingsPicker } from "@/shared/params/many.tsx";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { Settling } from "./settling.tsx";
import { STATE, TYPES } from "./state.ts";
import { partnersTexts } from "./texts.ts";

const ASKERS = ["School", "Enterprise", "Alliance"];

export function Who(): ReactNode {
  const t = useTexts(partnersTexts);
  const [{ mode, for: asking }, change] = useUrl(STATE);
  return (
    <section className="panel who-asks" aria-label={t("mode")}>
      <div className="who-mode">
        <strong>{t("mode")}</strong>
        <div role="group" aria-label={t("mode")} className="switch">
          {(["known", "described"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={mode === one} onClick={() => change({ mode: one })}>
              {t(one)}
            </button>
          ))}
        </div>
      </div>
      {mode === "known" ? (
        <ThingPicker value={asking} types={ASKERS} required label={t("for")} onPick={(id) => change({ for: id })} />
      ) : (
        <Description />
      )}
    </section>
  );
}

function Description(): ReactNode {
  const t = useTexts(partnersTexts);
  const [it, change] = useUrl(STATE);
  const alliance = it.d_type === "alliance";
  return (
    <div className="params">
      <div className="param">
        <label htmlFor="d-type">{t("dType")}</label>
        <select
          id="d-type"
          value={it.d_type}
          onChange={(event) => change({ d_type: TYPES.find((one) => one === event.target.value) ?? "enterprise" })}
        >
          {TYPES.map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
        </select>
      </div>
      {!alliance && <ThingPicker value={it.d_county} types={["County"]} label={t("dCounty")} onPick={(id) => change({ d_county: id })} />}
      <ThingsPicker
        values={it.d_sectors}
        types={alliance ? ["Sector"] : ["Sector", "Industry"]}
        label={t(alliance ? "dFocus" : "dSectors")}
        onPick={(ids) => change({ d_sectors: ids })}
      />
      {alliance ? (
        <ThingsPicker
          values={it.d_members}
          types={["School", "Enterprise"]}
          label={t("dMembers")}
          onPick={(ids) => change({ d_members: ids })}
        />
      ) : (
        <ThingsPicker values={it.d_majors} types={["Major"]} label={t("dMajors")} onPick={(ids) => change({ d_majors: ids })} />
      )}
      <Settling label={t("dName")} value={it.d_name} onSettle={(d_name) => change({ d_name }, { replace: true })} />
    </div>
  );
}

/** Without a selection, the alliances are offered, since there are few. */
export function Beginning(): ReactNode {
  const t = useTexts(partnersTexts);
  const { undated } = useCommon();
  const [{ mode }, change] = useUrl(STATE);
  const alliances = useAnswer<Answer<Ref>>("/v1/alliances", { per_page: 8, sort: "name", ...undated });
  return mode === "described" ? (
    <p className="state empty">{t("describeFirst")}</p>
  ) : (
    <div className="state empty">
      <p>{t("start")}</p>
      {(alliances.data?.results.length ?? 0) > 0 && <p className="small">{t("startAlliances")}</p>}
      <ul className="plain starts">
        {alliances.data?.results.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => change({ for: one.id })}>
              <Name of={one} />
            </button>{" "}
            <OriginMark origin={one.origin} />
          </li>
        ))}
      </ul>
    </div>
  );
}
