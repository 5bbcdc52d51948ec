// A link to the API. Without a key it is a plain link; with a key, the file is fetched and saved.

import { ProblemError } from "@client/problem.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from "react";

import { fetchFile } from "@/shared/api/file.ts";
import { holdsKey } from "@/shared/api/key.ts";
import { save } from "@/shared/exporting/picture.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";

import { needOf } from "./needs.ts";
import { accessTexts } from "./texts.ts";

interface ApiLinkProps {
  readonly href: string;
  readonly className?: string;
  /** Downloads the file also without a key; otherwise the browser shows it. */
  readonly download?: boolean;
  readonly children: ReactNode;
}

export function ApiLink({ href, className, download = false, children }: ApiLinkProps): ReactNode {
  const t = useTexts(accessTexts);
  const lang = useLang();
  const { fetching, failure, begin, cancel } = useFetching(href);
  const click = (event: MouseEvent): void => {
    // Applies with any modifier key: a new tab would not have the API key.
    if (holdsKey()) {
      event.preventDefault();
      begin();
    }
  };
  return (
    <>
      <a href={href} className={className} download={download} onClick={click}>
        {children}
      </a>
      {fetching && (
        <span className="small" aria-busy="true">
          <span role="status">{t("fetching")}</span>{" "}
          <button type="button" onClick={cancel}>
            {t("cancel")}
          </button>
        </span>
      )}
      {failure !== undefined && (
        <span className="refused" role="alert">
          {t("notFetched", {
            why: failure.status === 0 ? t("unreached") : inLang(lang, failure.problem.title, failure.problem.title_zh),
          })}
        </span>
      )}
    </>
  );
}

interface Fetching {
  readonly fetching: boolean;
  readonly failure: ProblemError | undefined;
  readonly begin: () => void;
  readonly cancel: () => void;
}

function useFetching(href: string): Fetching {
  const cache = useQueryClient();
  const [fetching, setFetching] = useState(false);
  const [failure, setFailure] = useState<ProblemError>();
  const running = useRef<AbortController>(undefined);
  // Leaving the page or forgetting the key cancels the download.
  useEffect(() => () => running.current?.abort(), []);
  const run = async (control: AbortController): Promise<void> => {
    try {
      const { blob, name } = await fetchFile(href, control.signal);
      save(blob, name);
    } catch (error) {
      if (control.signal.aborted) {
        return;
      }
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      setFailure(error);
      if (needOf(error) !== undefined) {
        // The key is no longer valid: the page asks for another one.
        await cache.invalidateQueries({ queryKey: ["GET", "/v1/console"] });
      }
    } finally {
      running.current = undefined;
      setFetching(false);
    }
  };
  const begin = (): void => {
    if (running.current === undefined) {
      running.current = new AbortController();
      setFailure(undefined);
      setFetching(true);
      void run(running.current);
    }
  };
  return { fetching, failure, begin, cancel: () => running.current?.abort() };
}
