// Message and form shown when a key is required.

import { useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type ReactNode, type SubmitEvent } from "react";

import { holdKey, isKey, useHoldsKey } from "@/shared/api/key.ts";
import { refusalOf } from "@/shared/api/read.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";

import { ForgetKey } from "./forget.tsx";
import { useNeed, type Need } from "./needs.ts";
import { accessTexts } from "./texts.ts";

/** Form at the top of a page, shown if requests failed for lack of a key. */
export function KeyNeeded(): ReactNode {
  const need = useNeed();
  return need === undefined ? null : <KeyForm need={need} />;
}

/** Replaces a response that requires a key, with a link to the form. */
export function KeyMissing({ need }: { readonly need: Need }): ReactNode {
  const t = useTexts(accessTexts);
  const sentence = useSentence(need);
  return (
    <p className="state empty" role="status">
      {sentence}{" "}
      <button type="button" onClick={() => document.querySelector<HTMLElement>("[data-key-field]")?.focus()}>
        {t("give")}
      </button>
    </p>
  );
}

function useSentence({ unknown, scope }: Need): string {
  const t = useTexts(accessTexts);
  if (useHoldsKey()) {
    return unknown ? t("unknown") : t("lacking", { scope });
  }
  return scope === "read" ? t("needed") : t("neededFor", { scope });
}

export function KeyForm({ need }: { readonly need: Need }): ReactNode {
  const t = useTexts(accessTexts);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const { tried, trying, attempt } = useAttempt();
  const sentence = useSentence(need);
  const holds = useHoldsKey();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (!(await attempt(field.current?.value.trim() ?? ""))) {
      field.current?.focus();
    }
  };
  return (
    <section className="state unfinished" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t("title")}</h2>
      <p role="alert">{trying ? "" : sentence}</p>
      {/* The field has no name, so a form submission can never put the key into a URL. */}
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label>
          {t("field")}
          <input
            ref={field}
            data-key-field=""
            type="password"
            size={32}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={tried !== undefined}
            aria-describedby={`${id}-about ${id}-tried`}
          />
        </label>
        <button type="submit" className="primary" disabled={trying}>
          {t("use")}
        </button>
        {holds && <ForgetKey />}
      </form>
      <p id={`${id}-tried`} role="status">
        {trying ? t("trying") : tried}
      </p>
      <p id={`${id}-about`} className="small">
        {t("about")}
      </p>
    </section>
  );
}

interface Attempt {
  /** The error of the last key. */
  readonly tried: string | undefined;
  readonly trying: boolean;
  /** Tests a key and stores it if the server accepts it. */
  readonly attempt: (key: string) => Promise<boolean>;
}

function useAttempt(): Attempt {
  const t = useTexts(accessTexts);
  const lang = useLang();
  const cache = useQueryClient();
  const [tried, setTried] = useState<string>();
  const [trying, setTrying] = useState(false);
  const wrongWith = async (key: string): Promise<string | undefined> => {
    if (!isKey(key)) {
      return t("noKey");
    }
    const refusal = await refusalOf(key);
    switch (refusal?.status) {
      case undefined:
        return undefined;
      case 401:
        return t("wrong");
      case 403:
        return t("mayNot");
      case 0:
        return t("noAnswer");
      default:
        return t("refused", { why: inLang(lang, refusal?.problem.title, refusal?.problem.title_zh) });
    }
  };
  const attempt = async (key: string): Promise<boolean> => {
    setTrying(true);
    const problem = await wrongWith(key);
    setTried(problem);
    if (problem === undefined) {
      holdKey(key);
      // The form disappears; the focus moves to the page.
      document.getElementById("content")?.focus();
      // Failed requests are repeated, and data fetched without this key is refetched. A request still on its way with the old key would
      // not be: its refusal would ask for a key again.
      void cache.cancelQueries();
      await cache.invalidateQueries();
    }
    setTrying(false);
    return problem === undefined;
  };
  return { tried, trying, attempt };
}
