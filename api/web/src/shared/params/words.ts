// Labels of columns, parameters and choices of questions and measures in both languages.

import type { Lang } from "@/shared/i18n/texts.ts";
import { fieldName, wordIn } from "@/shared/names/words.ts";

import { COLUMNS } from "./columns.ts";

/** English names are shown unchanged, except those that would mislead. */
const ENGLISH: Readonly<Record<string, string>> = {
  how: "way",
  one: "first thing",
  other: "second thing",
  of: "counted",
  by: "by",
  for: "for whom",
  show: "shown",
  key: "figure",
  base: "of",
  least: "at least",
  greatest: "at most",
  most: "most",
  few: "few means at most",
  recorded: "field recorded",
  stays: "stays in place",
  stated: "with a number",
  run_by: "run by",
  chance: "by chance",
  if_unknown_not: "if the unknown were not aligned",
  if_unknown_all: "if the unknown were aligned",
  without_number: "flows without a number",
  checked_none: "checked, none",
};

const CHOICES: Readonly<Record<string, string>> = {
  all: "全部",
  level: "按办学层次",
  county: "按区县",
  school: "学校",
  enterprise: "企业",
  pair: "按组合",
  declared: "按来源声明",
  catalogue: "按专业目录",
  flows: "按毕业生流向",
  names: "按名称",
  each: "逐一覆盖",
  pairs: "区县与产业组合",
  both: "两者",
  broad: "大类",
  fine: "细类",
  new: "仅新的",
  density: "关联密度",
  proximity: "邻近度",
  counties: "区县",
  classes: "类别",
  partners: "合作网络",
  alliances: "联合体",
  people: "人员",
  degree: "度中心性",
  pagerank: "PageRank",
  betweenness: "中介中心性",
  "half up": "四舍五入",
  "half even": "四舍六入五取偶",
  "cut off": "直接截断",
  year: "按年份",
  sector: "按产业领域",
  framework: "按产业体系",
  person: "按人员",
  employment: "就业人数",
  enrolment: "招生人数",
  employees: "就业人数",
  enterprises: "企业",
  programs: "专业点",
  graduates: "毕业生",
  opened: "新开",
  facility: "基地或中心",
  activity: "共同活动",
  serves: "服务产业",
  feeds: "吸纳企业",
  partnership: "合作",
  lecturer: "兼职授课",
  "teacher-consultant": "教师顾问",
  Alliance: "联合体",
  School: "学校",
  Enterprise: "企业",
  Person: "人员",
};

/** Label of a column or a parameter; an unknown one is shown without underscores. */
export function columnName(lang: Lang, name: string): string {
  const own = lang === "zh" ? COLUMNS[name] : ENGLISH[name];
  const label = own ?? fieldName(lang, name);
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}

/** Label of a parameter; one with another meaning as a number has its own label. */
export function paramName(lang: Lang, { name, type }: { readonly name: string; readonly type: string }): string {
  return columnName(lang, lang === "zh" && `${name}:${type}` in COLUMNS ? `${name}:${type}` : name);
}

/** Label of a choice. */
export function choiceName(lang: Lang, choice: string): string {
  return lang === "zh" ? (CHOICES[choice] ?? wordIn(lang, choice)) : choice;
}
