import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { shellTexts } from "./texts.ts";

/** Shown for an unknown URL. */
export function Missing(): ReactNode {
  const t = useTexts(shellTexts);
  return (
    <section>
      <h1>{t("missing")}</h1>
      <Link to="/">{t("home")}</Link>
    </section>
  );
}

/** Shown when the code of a page fails; links back to the start page. */
export function Broken({ error }: { readonly error: unknown }): ReactNode {
  const t = useTexts(shellTexts);
  return (
    <section role="alert">
      <h1>{t("broken")}</h1>
      <p className="error-message">
        <code lang="en">{String(error)}</code>
      </p>
      <Link to="/">{t("home")}</Link>
    </section>
  );
}

/** Shown when the page could not read its labels, so that no page can be shown. */
export function Unreachable({ error }: { readonly error: unknown }): ReactNode {
  const t = useTexts(shellTexts);
  return (
    <main>
      <section role="alert">
        <h1>{t("unreachable")}</h1>
        <p className="error-message">
          <code lang="en">{String(error)}</code>
        </p>
        <button type="button" onClick={() => window.location.reload()}>
          {t("reload")}
        </button>
      </section>
    </main>
  );
}
