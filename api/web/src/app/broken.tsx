import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { shellTexts } from "./texts.ts";

/** An address that no page has. */
export function Missing(): ReactNode {
  const t = useTexts(shellTexts);
  return (
    <section>
      <h1>{t("missing")}</h1>
      <Link to="/">{t("home")}</Link>
    </section>
  );
}

/** A page whose code failed: says so, and leaves the way back open. */
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
