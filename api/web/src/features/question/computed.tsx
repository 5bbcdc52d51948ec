// How an answer is computed: the query file, the API URL, and the command.

import type { QuestionText } from "@client/generated/types.gen.ts";
import type { ReactNode } from "react";

import type { Sent } from "@/shared/api/sent.ts";
import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { CopyButton } from "@/shared/exporting/copy.tsx";
import { ApiLines } from "@/shared/exporting/lines.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { CodeBlock } from "@/shared/scroll.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { flag, useUrl } from "@/shared/url/url.ts";

import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

const COMPUTED = { computed: flag() };

type QuestionFile = Sent<QuestionText>;

export function Computed({ question, query }: { readonly question: Question; readonly query: Query }): ReactNode {
  const t = useTexts(questionTexts);
  const [{ computed }, change] = useUrl(COMPUTED);
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
          <ApiLines path={question.href} query={query} />
          <File of={question.text} />
        </>
      )}
    </details>
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
            <CodeBlock className="query-file" label={`${t("file")} ${file.file}`}>
              {file.text}
            </CodeBlock>
          </div>
        ))
      }
    </Answered>
  );
}
