import { defineTexts } from "@/shared/i18n/texts.ts";

export const figureTexts = defineTexts(
  "figures",
  {
    audit: "See the evidence",
    auditOf: "Evidence for this figure",
    refused: "Too little data",
    nothing: "No row of the data is behind this figure.",
    close: "Close",
    sum: "{{role}}: {{sum}} in {{rows}} [{{rows}}:row|rows]",
    role: "Role",
    thing: "Row",
    amount: "Amount",
    of: "Of",
    truncated: "Only the first {{count}} [{{count}}:row is|rows are] shown. The export has all.",
  },
  {
    audit: "查看依据",
    auditOf: "这个数字的依据",
    refused: "数据不足，不给数字",
    nothing: "数据中没有支持这个数字的行。",
    close: "关闭",
    sum: "{{role}}：{{rows}} 行合计 {{sum}}",
    role: "作用",
    thing: "数据行",
    amount: "数量",
    of: "属于",
    truncated: "此处只显示前 {{count}} 行，导出文件包含全部。",
  },
);
