import { defineTexts } from "@/shared/i18n/texts.ts";

export const originTexts = defineTexts(
  "origin",
  {
    documented: "documented",
    reference: "reference",
    inferred: "inferred",
    simulated: "simulated",
    documentedAbout: "A source says it; the source can be opened.",
    referenceAbout: "A standard or a register of the state: codes, names, places.",
    inferredAbout: "Our reading of a source, by a rule that is given.",
    simulatedAbout: "Generated data, no fact.",
    unnamed: "not named in the source",
    otherLanguage: "No English name is known",
  },
  {
    documented: "有据",
    reference: "参考",
    inferred: "推断",
    simulated: "模拟",
    documentedAbout: "来源有明确说法，可打开查看。",
    referenceAbout: "国家标准或名录：代码、名称、地点。",
    inferredAbout: "我们按给出的规则对来源的解读。",
    simulatedAbout: "生成的数据，不是事实。",
    unnamed: "来源未具名",
    otherLanguage: "尚无中文名",
  },
);
