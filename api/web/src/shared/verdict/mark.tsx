import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import type { Status } from "./rows.ts";
import { verdictTexts } from "./texts.ts";

/** Word and sign of a status; the colour alone says nothing. */
export function StatusMark({ status }: { readonly status: Status }): ReactNode {
  const t = useTexts(verdictTexts);
  return (
    <span className={`status status-${status}`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {status === "verified" && <path d="m5 12.5 4.5 4.5L19 7.5" className="line" />}
        {status === "partly" && (
          <>
            <circle cx="12" cy="12" r="9" className="line" />
            <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" />
          </>
        )}
        {status === "gap" && <circle cx="12" cy="12" r="9" className="line" strokeDasharray="3.2 3" />}
        {status === "refused" && <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM6 6l12 12" className="line" />}
      </svg>
      {t(status)}
    </span>
  );
}
