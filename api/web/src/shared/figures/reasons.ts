import { defineTexts, useTexts } from "@/shared/i18n/texts.ts";

// Labels of the reasons of the measure. An unknown reason is shown by its name.
const reasonTexts = defineTexts(
  "reasons",
  {
    industry: "same industry",
    flows: "graduates go there",
    county: "same county",
    region: "same region",
    distance: "nearby",
    alliance: "same alliance",
    members: "members work with it",
    inside: "works mostly with members",
    shared: "partners in common",
    people: "people in common",
    facility: "facility in common",
    capacity: "capacity",
    exclusive: "works with one other only",
    simulated: "simulated evidence",
  },
  {
    industry: "产业相同",
    flows: "已有毕业生流向",
    county: "同一区县",
    region: "同一地区",
    distance: "距离近",
    alliance: "同属联合体",
    members: "已有成员与之合作",
    inside: "合作方多为成员",
    shared: "共同合作方",
    people: "人员往来",
    facility: "共用基地",
    capacity: "规模",
    exclusive: "只与一方合作",
    simulated: "仅有模拟证据",
  },
);

type Reason = keyof typeof reasonTexts.en;

function isReason(name: string): name is Reason {
  return Object.hasOwn(reasonTexts.en, name);
}

export function useReason(): (name: string) => string {
  const t = useTexts(reasonTexts);
  return (name) => (isReason(name) ? t(name) : name);
}
