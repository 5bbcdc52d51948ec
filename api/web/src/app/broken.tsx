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
