import { defineTexts } from "@/shared/i18n/texts.ts";

export const tableTexts = defineTexts(
  "table",
  {
    unknown: "unknown",
    yes: "yes",
    no: "no",
    more: "and {{count}} more",
    rows: "{{count}} rows",
    sort: "Sort by {{column}}",
    evidence: "{{count}} facts",
  },
  {
    unknown: "未知",
    yes: "是",
    no: "否",
    more: "另有 {{count}} 项",
    rows: "{{count}} 行",
    sort: "按{{column}}排序",
    evidence: "{{count}} 条依据",
  },
);
