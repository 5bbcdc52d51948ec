import { defineTexts } from "@/shared/i18n/texts.ts";

export const tableTexts = defineTexts(
  "table",
  {
    unknown: "unknown",
    yes: "yes",
    no: "no",
    more: "and {{count}} more",
    rows: "{{count}} [{{count}}:row|rows]",
    sort: "Sort by {{column}}",
    evidence: "{{count}} [{{count}}:fact|facts]",
    sortedShown: "Only the loaded rows are sorted. There are more.",
    sortedHere: "Sorted on this page. Files and the API keep the original order.",
    asAnswered: "Original order",
  },
  {
    unknown: "未知",
    yes: "是",
    no: "否",
    more: "另有 {{count}} 项",
    rows: "{{count}} 行",
    sort: "按{{column}}排序",
    evidence: "{{count}} 条依据",
    sortedShown: "只对显示出来的行排序，后面还有。",
    sortedHere: "在本页排序；导出的文件和接口仍按原顺序。",
    asAnswered: "恢复原顺序",
  },
);
