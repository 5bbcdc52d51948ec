// URL state of the page.

import { choice, text } from "@/shared/url/url.ts";

export const CLAIMS = {
  part: choice(["claims", "sources"], "claims"),
  about: text(),
  scope: text(),
  year: text(),
  theme: text(),
  /** The source whose facts are shown. */
  source: text(),
};
