import { defineTexts } from "@/shared/i18n/texts.ts";

export const originTexts = defineTexts(
  "origin",
  {
    documented: "documented",
    reference: "reference",
    inferred: "inferred",
    simulated: "simulated",
    documentedAbout: "Stated by a source, which can be opened.",
    referenceAbout: "From a public standard or register: codes, names, places.",
    inferredAbout: "Derived from a source by a stated rule.",
    simulatedAbout: "Generated, not real.",
    unnamed: "not named in the source",
    otherLanguage: "No English name",
    gloss: "Working translation, stated by no source",
    calibrated: "Simulated rows were generated to match this figure. They do not check it.",
  },
  {
    documented: "有据",
    reference: "参考",
    inferred: "推断",
    simulated: "模拟",
    documentedAbout: "来源有明确说法，可打开查看。",
    referenceAbout: "出自国家标准或公开名录：代码、名称、地点。",
    inferredAbout: "依据来源，按注明的规则推断。",
    simulatedAbout: "由程序生成，并不真实。",
    unnamed: "来源未具名",
    otherLanguage: "尚无中文名",
    gloss: "暂译，并非来源所载名称",
    calibrated: "模拟数据按此数字生成，不能用于核对。",
  },
);
