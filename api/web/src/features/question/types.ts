// A question as described by /v1/questions, and a row of its answer.

import type { QuestionItem, QuestionFlow } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";
import type { Declared } from "@/shared/api/types.ts";

export type Flow = Readonly<QuestionFlow>;

export type Question = Declared & Sent<Pick<QuestionItem, "sentence" | "sentence_zh" | "flow" | "text">>;
