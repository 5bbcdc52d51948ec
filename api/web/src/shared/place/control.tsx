// Choice of the place: the focus, a region that contains it, or everything.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Meta, Ref } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { nameIn } from "@/shared/names/names.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { useAffected } from "./affected.ts";
import { choicesOf, EVERYTHING, useFocus } from "./focus.ts";
import { placeTexts } from "./texts.ts";

/** Shown if the packages have a focus or the URL names a place. Without an effect on the page, it cannot be changed there. */
export function PlaceControl(): ReactNode {
  const t = useTexts(placeTexts);
  const lang = useLang();
  const focus = useFocus();
  const affected = useAffected();
  const { placeGiven, change } = useCommon();
  const choices = choicesOf(placeGiven, focus);
  const other = choices.find((id) => !focus.places.some((place) => place.id === id));
  const { data } = useAnswer<Answer<Ref>>(other === undefined ? null : "/v1/graph", { start: other, depth: 0, nodes: 1 });
  const named = (id: string): string => {
    const place = focus.places.find((one) => one.id === id) ?? data?.results.find((one) => one.id === id);
    return place === undefined ? id : nameIn(lang, place).text;
  };
  if (choices.length === 0) {
    return null;
  }
  const [first = ""] = focus.places.map(({ id }) => id);
  const value = placeGiven === "" ? (first === "" ? EVERYTHING : first) : placeGiven;
  return (
    <label className="place">
      {t("place")}{" "}
      <select
        value={value}
        disabled={!affected}
        title={affected ? undefined : t("noEffect")}
        onChange={({ target }) => change({ place: target.value === first ? "" : target.value })}
      >
        {choices.map((id) => (
          <option key={id} value={id}>
            {named(id)}
          </option>
        ))}
        <option value={EVERYTHING}>{t("everything")}</option>
      </select>
    </label>
  );
}

/** Says on a page that the place does not restrict it. */
export function PlaceUnused(): ReactNode {
  const t = useTexts(placeTexts);
  const affected = useAffected();
  const { place } = useCommon();
  return affected || place === "" ? null : (
    <p className="small place-note" role="note">
      {t("noEffect")}
    </p>
  );
}

/** How many entities a response leaves out because they have no location. */
export function WithoutLocation({ meta }: { readonly meta: Meta | undefined }): ReactNode {
  const t = useTexts(placeTexts);
  const lang = useLang();
  const count = meta?.["without_location"];
  return typeof count === "number" && count > 0 ? (
    <p className="small place-note">{t("without", { count: formatNumber(count, lang) })}</p>
  ) : null;
}
