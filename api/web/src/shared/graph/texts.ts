import { defineTexts } from "@/shared/i18n/texts.ts";

export const graphTexts = defineTexts(
  "graph",
  {
    graph: "Graph",
    table: "Table",
    view: "Show as",
    picture: "A drawing of {{nodes}} things and {{edges}} relationships; the same is in the table.",
    leftOut: "+{{count}}",
    from: "From",
    relationship: "Relationship",
    to: "To",
    origin: "Origin",
    evidence: "Evidence",
    walk: "Arrow keys walk along relationships, Enter opens.",
    at: "At {{name}}",
  },
  {
    graph: "图",
    table: "表",
    view: "显示方式",
    picture: "共 {{nodes}} 个对象、{{edges}} 条关系的图；表格内容相同。",
    leftOut: "+{{count}}",
    from: "起点",
    relationship: "关系",
    to: "终点",
    origin: "数据性质",
    evidence: "依据",
    walk: "方向键沿关系移动，回车打开。",
    at: "当前：{{name}}",
  },
);
