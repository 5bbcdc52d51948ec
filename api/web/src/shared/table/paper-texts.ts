import { defineTexts } from "@/shared/i18n/texts.ts";

export const paperTexts = defineTexts(
  "paper",
  {
    rows: "Rows 1 to {{shown}} of {{total}}",
  },
  {
    rows: "第 1 至 {{shown}} 行，共 {{total}} 行",
  },
);
