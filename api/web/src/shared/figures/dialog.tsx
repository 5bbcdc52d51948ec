// Dialog with the rows behind a figure. Its state is in the URL, so a link shows the same rows.

import { lazy, Suspense, useEffect, useRef, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { Loading } from "@/shared/states/answered.tsx";
import { useUrl } from "@/shared/url/url.ts";

import { AUDIT } from "./figure.tsx";
import { figureTexts } from "./texts.ts";

const Audit = lazy(() => import("./audit.tsx"));

/** Shows the audit named in the URL, on any page; rendered once, in the shell. */
export function AuditDialog(): ReactNode {
  const t = useTexts(figureTexts);
  const [{ audit }, change] = useUrl(AUDIT);
  const dialog = useRef<HTMLDialogElement>(null);
  const isAudit = audit.startsWith("/v1/measures/") || audit.startsWith("/v1/partners");
  useEffect(() => {
    const shown = dialog.current;
    if (isAudit && shown?.open === false) {
      shown.showModal();
    } else if (!isAudit) {
      shown?.close();
    }
  }, [isAudit]);
  return (
    <dialog ref={dialog} className="audit" aria-label={t("auditOf")} onClose={() => audit !== "" && change({ audit: "" })}>
      {isAudit && (
        <Suspense fallback={<Loading />}>
          <Audit address={audit} />
        </Suspense>
      )}
      <form method="dialog">
        <button type="submit">{t("close")}</button>
      </form>
    </dialog>
  );
}
