// How an answer is computed: the query as it stands in its file, the address of the API, and the line that asks it.

import type { ReactNode } from "react";

import { address, useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { CopyButton } from "@/shared/exporting/bar.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { flag, useUrl } from "@/shared/url/url.ts";

import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

const COMPUTED = { computed: flag() };

interface QuestionFile {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

export function Computed({ question, query }: { readonly question: Question; readonly query: Query }): ReactNode {
  const t = useTexts(questionTexts);
  const [{ computed }, change] = useUrl(COMPUTED);
  const url = `${location.origin}${address(question.href, query)}`;
  return (
    <details
      className="computed"
      open={computed}
      onToggle={(event) => {
        const { open } = event.currentTarget;
        if (open !== computed) {
          change({ computed: open }, { replace: true });
        }
      }}
    >
      <summary>{t("computed")}</summary>
      {computed && (
        <>
          <Line title={t("api")} text={url} link />
          <Line title={t("curl")} text={curl(url)} />
          <File of={question.text} />
        </>
      )}
    </details>
  );
}

/** A line for a shell: what could end the quotes stands as the address writes it. */
export function curl(url: string): string {
  return `curl -s '${url.replaceAll("'", "%27")}'`;
}

function Line({ title, text, link = false }: { readonly title: string; readonly text: string; readonly link?: boolean }): ReactNode {
  const t = useTexts(questionTexts);
  return (
    <>
      <h3>
        {title} <CopyButton text={() => text} label={t("copy")} />
      </h3>
      <pre>
        <code>{link ? <a href={text}>{text}</a> : text}</code>
      </pre>
    </>
  );
}

function File({ of }: { readonly of: string }): ReactNode {
  const t = useTexts(questionTexts);
  const answer = useAnswer<Answer<QuestionFile>>(of);
  return (
    <Answered of={answer}>
      {(data) =>
        data.results.map((file) => (
          <div key={file.name}>
            <h3>
              {t("file")} <code>{file.file}</code> <CopyButton text={() => file.text} label={t("copy")} />
            </h3>
            <p className="small">{t("fileAbout")}</p>
            <pre className="query-file">
              <code>{file.text}</code>
            </pre>
          </div>
        ))
      }
    </Answered>
  );
}
