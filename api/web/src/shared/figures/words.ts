// Chinese translations of words in rows and keys of measures; other words are translated with parameters or the model.

import type { Lang } from "@/shared/i18n/texts.ts";
import { choiceName } from "@/shared/params/words.ts";

const KEYS: Readonly<Record<string, string>> = {
  // kinds of figures
  reported: "报道的成员数",
  known: "已知成员",
  activities: "活动",
  members: "成员",
  "last evidence": "最近的依据",
  quiet: "沉寂成员",
  tied: "有往来的成员",
  "tied earlier": "早先有往来的成员",
  "tied, undated": "往来未注明日期的成员",
  "tied|facility": "因基地往来",
  "tied|graduates": "因毕业生往来",
  "tied|partnership": "因合作往来",
  "tied|people": "因人员往来",
  "articulation points": "关键节点",
  connected: "连通情况",
  density: "密度",
  loss: "退出后的损失",
  percentile: "百分位",
  sectors: "产业领域",
  counties: "区县",
  candidate: "候选方",
  reason: "理由",
  "counter-reason": "反面理由",
  stability: "排名稳定性",
  partner: "合作方",
  size: "组合大小",
  uncovered: "无人覆盖",
  has: "已满足",
  list: "名单",
  choice: "人选",
  missing: "欠缺",
  gap: "缺口",
  surplus: "富余",
  none: "没有",
  few: "少",
  enough: "足够",
  changed: "有变动",
  rest: "其余",
  difference: "差额",
  within: "时限之内",
  earlier: "早先",
  undated: "未注明日期",
  capacity: "容量",
  industry: "产业",
  region: "地区",
  flows: "毕业生流向",
  distance: "距离近",
  shared: "共同合作方",
  inside: "合作方多为成员",
  exclusive: "只与一方合作",
  schools: "学校",
  enterprises: "企业",
  centres: "研究中心",
};

const UNITS: Readonly<Record<string, string>> = {
  "0 to 1": "0 至 1",
  points: "分",
  "pairs of members": "对成员",
  requirements: "项要求",
  partners: "个合作方",
  steps: "步",
  pairs: "对",
  ratio: "比值",
  share: "占比",
  kappa: "kappa 系数",
  cosine: "余弦相似度",
  modularity: "模块度",
  "percentage points": "个百分点",
  "standard deviations": "个标准差",
  count: "计数",
};

/** Words in keys and rows, separate from units: a word can be both. */
export function wordOfKey(lang: Lang, word: string): string {
  return lang === "zh" ? (own(KEYS, word) ?? choiceName(lang, word)) : word;
}

/** A word of a row or a unit in the language of the page. */
export function said(lang: Lang, word: string): string {
  return lang === "zh" ? (own(UNITS, word) ?? wordOfKey(lang, word)) : word;
}

function own(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
