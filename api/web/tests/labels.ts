// Before each test file: the labels that the server declares, from the example answer of its documentation.

import { readFileSync } from "node:fs";

import type { ModelAnswer } from "@client/generated/types.gen.ts";

import { holdLabels } from "@/shared/labels/labels.ts";

const file = new URL("../../openapi/answers/getModel.json", import.meta.url);
holdLabels((JSON.parse(readFileSync(file, "utf8")) as { readonly answer: ModelAnswer }).answer);
