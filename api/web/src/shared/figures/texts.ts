import { defineTexts } from "@/shared/i18n/texts.ts";

export const figureTexts = defineTexts(
  "figures",
  {
    audit: "The rows behind it",
    auditOf: "The rows behind this figure",
    refused: "no figure",
    close: "Close",
    sum: "{{role}}: {{sum}} in {{rows}} rows",
    role: "Role",
    thing: "Row",
    amount: "Amount",
    of: "Of",
    truncated: "Only the first {{count}} rows are shown here; the export has all.",
  },
  {
    audit: "查看依据",
    auditOf: "该数字背后的数据行",
    refused: "无法给出",
    close: "关闭",
    sum: "{{role}}：{{rows}} 行合计 {{sum}}",
    role: "作用",
    thing: "数据行",
    amount: "数量",
    of: "属于",
    truncated: "此处只显示前 {{count}} 行，导出文件包含全部。",
  },
);
