// What the address of the page holds: whose programs are listed, and the scenario itself.

import { text } from "@/shared/url/url.ts";

import { planCodec } from "./model.ts";

export const WHAT_IF = { of: text(), scenario: planCodec };
