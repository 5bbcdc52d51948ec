// Labels of entity and relationship types in both languages; the types are defined by the server (seed/model.py).

import { useLang, type Lang } from "@/shared/i18n/texts.ts";

interface Kind {
  /** Path segment of the type in lists and pages. */
  readonly path: string;
  readonly one: string;
  readonly many: string;
  readonly zh: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  School: { path: "schools", one: "School", many: "Schools", zh: "学校" },
  Program: { path: "programs", one: "Program", many: "Programs", zh: "专业点" },
  Major: { path: "majors", one: "Major", many: "Majors", zh: "专业" },
  Enterprise: { path: "enterprises", one: "Enterprise", many: "Enterprises", zh: "企业" },
  Alliance: { path: "alliances", one: "Alliance", many: "Alliances", zh: "产教联合体" },
  Person: { path: "people", one: "Person", many: "People", zh: "人员" },
  Facility: { path: "facilities", one: "Facility", many: "Facilities", zh: "实训基地/研究中心" },
  Initiative: { path: "initiatives", one: "Initiative", many: "Initiatives", zh: "培养工程" },
  Activity: { path: "activities", one: "Activity", many: "Activities", zh: "活动" },
  County: { path: "counties", one: "County", many: "Counties", zh: "区县" },
  Region: { path: "regions", one: "Region", many: "Regions", zh: "地区" },
  Sector: { path: "sectors", one: "Sector", many: "Sectors", zh: "产业领域" },
  Industry: { path: "industries", one: "Industry", many: "Industries", zh: "国民经济行业" },
  Framework: { path: "frameworks", one: "Framework", many: "Frameworks", zh: "产业体系" },
  Claim: { path: "claims", one: "Claim", many: "Claims", zh: "报道数据" },
  Source: { path: "sources", one: "Source", many: "Sources", zh: "来源" },
  Coverage: { path: "coverage", one: "Coverage", many: "Coverage", zh: "收集情况" },
};

/** Entity types in page order. */
export const KIND_ORDER: readonly string[] = Object.keys(KINDS);

/** Path segment of a type: School is `schools`. */
export const PATHS: Readonly<Record<string, string>> = Object.fromEntries(KIND_ORDER.map((type) => [type, KINDS[type]?.path ?? ""]));

export function isKind(type: string): boolean {
  return Object.hasOwn(KINDS, type);
}

/** Labels of a relationship from its start (`out`) and from its end (`in`): English, Chinese. */
const RELATIONS: Readonly<Record<string, { readonly out: readonly [string, string]; readonly in: readonly [string, string] }>> = {
  OFFERS: { out: ["offers", "开设"], in: ["offered by", "开设方"] },
  OF_MAJOR: { out: ["is of major", "对应专业"], in: ["run as", "开设为"] },
  PART_OF: { out: ["is part of", "隶属于"], in: ["includes", "包含"] },
  SERVES: { out: ["serves", "面向"], in: ["served by", "对口"] },
  MAPS_TO: { out: ["maps to", "归入"], in: ["comprises", "涵盖"] },
  PRIORITISES: { out: ["prioritises", "优先发展"], in: ["prioritised by", "被列为优先"] },
  OF: { out: ["is of", "属于"], in: ["has", "所属"] },
  KNOWN_FOR: { out: ["is known for", "以此闻名"], in: ["known for it", "以此闻名"] },
  FEEDS: { out: ["feeds", "毕业生去向"], in: ["takes graduates of", "毕业生来源"] },
  PARTNERS_WITH: { out: ["partners with", "校企合作"], in: ["partners with", "校企合作"] },
  OPERATES_IN: { out: ["operates in", "所属产业"], in: ["at work in it", "在此经营"] },
  LOCATED_IN: { out: ["is located in", "位于"], in: ["located here", "位于此地"] },
  TEACHES_AT: { out: ["teaches at", "任教于"], in: ["taught at by", "任教教师"] },
  LECTURES_AT: { out: ["lectures at", "兼职授课于"], in: ["lectured at by", "兼职授课"] },
  CONSULTS_FOR: { out: ["consults for", "兼任企业顾问"], in: ["advised by", "兼职顾问"] },
  WORKS_FOR: { out: ["works for", "任职于"], in: ["employs", "任职人员"] },
  WORKS_IN: { out: ["works in", "工作于"], in: ["staffed by", "工作人员"] },
  MEMBER_OF: { out: ["is member of", "加入"], in: ["has as members", "成员"] },
  FOCUSES_ON: { out: ["focuses on", "聚焦"], in: ["in the focus of", "被聚焦"] },
  TOOK_PART_IN: { out: ["took part in", "参与"], in: ["participants", "参与方"] },
  RUNS: { out: ["runs", "举办"], in: ["run by", "举办方"] },
  SUPPORTS: { out: ["supports", "服务企业"], in: ["supported by", "获得服务"] },
  ABOUT: { out: ["is about", "关于"], in: ["reported about it", "相关报道"] },
};

/** Known relationship types, in page order. */
export const RELATION_ORDER: readonly string[] = Object.keys(RELATIONS);

/** Label of an entity type, singular or plural: School, Schools, 学校. */
export function kindName(lang: Lang, type: string, many = false): string {
  const kind = KINDS[type];
  return kind === undefined ? type : lang === "zh" ? kind.zh : many ? kind.many : kind.one;
}

/** The type of a path segment: `schools` is School; undefined if unknown. */
export function kindOfPath(path: string): string | undefined {
  return KIND_ORDER.find((type) => KINDS[type]?.path === path);
}

/** Labels of types in the language of the page. */
export function useKind(): (type: string, many?: boolean) => string {
  const lang = useLang();
  return (type, many = false) => kindName(lang, type, many);
}

/** Label of a relationship, from its start or its end. */
export function relationName(lang: Lang, type: string, direction: "out" | "in" = "out"): string {
  const label = RELATIONS[type]?.[direction];
  return label === undefined ? plain(type) : label[lang === "zh" ? 1 : 0];
}

/** Fallback for names without a label: replaces underscores. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}
