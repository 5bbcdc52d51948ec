import { defineTexts } from "@/shared/i18n/texts.ts";

export const exportTexts = defineTexts(
  "export",
  {
    export: "Take it with you",
    rows: "{{count}} rows",
    truncated: "The page shows part of it; the files have at most {{count}} rows.",
    link: "Copy link",
    copied: "Copied",
    cite: "Cite",
    citation: "Citation",
    copy: "Copy",
    close: "Close",
    print: "Print",
    picture: "Picture",
  },
  {
    export: "导出",
    rows: "共 {{count}} 行",
    truncated: "页面只显示一部分；文件最多包含 {{count}} 行。",
    link: "复制链接",
    copied: "已复制",
    cite: "引用",
    citation: "引用格式",
    copy: "复制",
    close: "关闭",
    print: "打印",
    picture: "图片",
  },
);
