// URL state: whose programs are listed, and the scenario.

import { text } from "@/shared/url/url.ts";

import { planCodec } from "./model.ts";

export const WHAT_IF = { of: text(), scenario: planCodec };
