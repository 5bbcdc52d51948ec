import { defineTexts } from "@/shared/i18n/texts.ts";

export const placeTexts = defineTexts(
  "place",
  {
    place: "Place",
    everything: "Everything",
    noEffect: "The place has no effect on this page.",
    without: "{{count}} without a location, not included",
    elsewhere: "No records match in this place. Widen the place:",
  },
  {
    place: "地区范围",
    everything: "全部地区",
    noEffect: "地区范围对本页不起作用。",
    without: "另有 {{count}} 项因没有所在地信息未列入",
    elsewhere: "该地区内没有符合条件的记录，可扩大地区范围：",
  },
);
