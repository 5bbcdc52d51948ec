// What metrics of claims are called in Chinese.

import type { Lang } from "@/shared/i18n/texts.ts";

const METRICS: Readonly<Record<string, string>> = {
  aligned_share: "契合率",
  alliance_members: "联合体成员数",
  area: "面积",
  employment_rate: "就业率",
  enterprises: "企业数",
  enterprises_supported: "服务企业数",
  enterprises_with_school_cooperation: "有校企合作的企业数",
  enterprises_with_training_base: "设实训基地的企业数",
  event_year: "事件年份",
  families_lifted: "脱贫户数",
  founded_year: "成立年份",
  graduates: "毕业生人数",
  graduates_in_relevant_jobs: "对口就业的毕业生人数",
  graduates_per_year: "每年毕业生人数",
  industry_leaders: "产业带头人数",
  interns_per_year: "每年实习生人数",
  investment_signed: "签约投资",
  jobs_created: "新增岗位数",
  lecturing_professionals: "到校授课的企业人员数",
  output_expected: "预期产值",
  output_per_year: "年产量",
  output_share: "产量占比",
  participants: "参加人数",
  partnership_models: "合作模式数",
  partnerships: "校企合作数",
  people_trained: "培训人数",
  professionals_supplied: "输送人才数",
  programs_closed: "停办专业点数",
  programs_downsized: "压缩专业点数",
  programs_opened: "新开专业点数",
  revenue: "营业收入",
  staying_local_share: "本地就业率",
  training_since: "培训起始年份",
  years_since_founding: "成立年数",
};

/** A metric in the language of the page; one that is new here keeps its name, without underscores. */
export function metricName(lang: Lang, metric: string): string {
  const plain = metric.replaceAll("_", " ");
  return lang === "zh" ? (METRICS[metric] ?? plain) : plain.slice(0, 1).toUpperCase() + plain.slice(1);
}
