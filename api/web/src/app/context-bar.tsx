// Place, date and origins: what every figure of the page counts. On a phone they are one line, which opens a sheet.

import { useId, useState, type ReactNode, type SubmitEvent } from "react";

import { ForgetKey } from "@/shared/access/forget.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { Icon } from "@/shared/icons/icon.tsx";
import { nameIn } from "@/shared/names/names.tsx";
import { OriginGlyph } from "@/shared/origin/origin.tsx";
import { settingsOf } from "@/shared/origin/simulated.ts";
import { useSimulated } from "@/shared/origin/simulated.tsx";
import { PlaceControl, PlaceUnused } from "@/shared/place/control.tsx";
import { EVERYTHING, useFocus } from "@/shared/place/focus.ts";
import { counting, useCommon } from "@/shared/url/common.ts";

import { shellTexts } from "./texts.ts";

export function ContextBar(): ReactNode {
  const t = useTexts(shellTexts);
  const id = useId();
  return (
    <div className="context">
      <button type="button" className="context-line" popoverTarget={id}>
        <span className="visually-hidden">{t("context")}: </span>
        <Summary />
        <Icon name="down" />
      </button>
      <div id={id} popover="auto" className="context-controls" role="group" aria-label={t("context")}>
        <PlaceControl />
        <AsOf />
        <Origins />
        <PlaceUnused />
        <SimulatedNote />
        <ForgetKey />
        <button type="button" className="context-close" popoverTarget={id} popoverTargetAction="hide">
          {t("done")}
        </button>
      </div>
    </div>
  );
}

/** The settings in words, for the line of a phone. */
function Summary(): ReactNode {
  const t = useTexts(shellTexts);
  const lang = useLang();
  const { places } = useFocus();
  const { asOf, origin, place, placeGiven } = useCommon();
  const named = places.find(({ id }) => id === place);
  const where = named === undefined ? (placeGiven === EVERYTHING || place === "" ? t("everywhere") : place) : nameIn(lang, named).text;
  return (
    <span className="context-summary">
      <span>{where}</span>
      <span>{asOf === "" ? t("anyTime") : t("asOfDay", { day: asOf })}</span>
      <span className={origin === "all" ? "origin origin-simulated" : "origin"}>
        <Glyphs setting={origin} />
        {t(origin)}
      </span>
    </span>
  );
}

function Glyphs({ setting }: { readonly setting: Parameters<typeof counting>[0] }): ReactNode {
  return (
    <span className="glyphs">
      {counting(setting).map((one) => (
        <OriginGlyph key={one} origin={one} />
      ))}
    </span>
  );
}

function Origins(): ReactNode {
  const t = useTexts(shellTexts);
  const common = useCommon();
  const settings = settingsOf(useSimulated(), common.origin);
  return (
    <span role="group" aria-label={t("origins")} className="switch origins">
      {settings.map((origin) => (
        <button
          key={origin}
          type="button"
          title={t(`${origin}About`)}
          aria-pressed={common.origin === origin}
          onClick={() => common.change({ origin })}
        >
          <Glyphs setting={origin} />
          {t(origin)}
        </button>
      ))}
    </span>
  );
}

/** The reference date; applied only when complete, so that no partial date is requested. */
function AsOf(): ReactNode {
  const t = useTexts(shellTexts);
  const { asOf, change } = useCommon();
  const [draft, setDraft] = useState(asOf);
  const [shown, setShown] = useState(asOf);
  if (shown !== asOf) {
    setShown(asOf);
    setDraft(asOf);
  }
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change({ as_of: draft });
  };
  return (
    <form onSubmit={submit} className="as-of">
      <label>
        <Icon name="calendar" />
        {t("asOf")}{" "}
        <input
          value={draft}
          size={9}
          placeholder={t("anyTime")}
          title={t("asOfAbout")}
          pattern="\d{4}(-\d{2}(-\d{2})?)?"
          onChange={(event) => setDraft(event.target.value)}
          onBlur={(event) => event.target.validity.valid && draft !== asOf && change({ as_of: draft })}
        />
      </label>
    </form>
  );
}

/** On every page of a demo. */
function SimulatedNote(): ReactNode {
  const t = useTexts(shellTexts);
  const { loaded, shown } = useSimulated();
  return loaded ? (
    <p className={shown ? "demo shown" : "demo"} role="note">
      {t(shown ? "simulated" : "simulatedHidden")}
    </p>
  ) : null;
}
