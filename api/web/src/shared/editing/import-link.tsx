// The entry to the import wizard, for clients that may propose changes.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { useScopes } from "./rights.ts";
import { editingTexts } from "./texts.ts";

export function ImportLink(): ReactNode {
  const t = useTexts(editingTexts);
  return (
    useScopes().includes("propose") && (
      <p>
        <Link to="/import" className="button">
          {t("importEntry")}
        </Link>
      </p>
    )
  );
}
