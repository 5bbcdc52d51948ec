// The rows of the palette for a text: what the server finds, and what the page offers.

import { useLocation } from "@tanstack/react-router";
import { useMemo } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Declared } from "@/shared/api/types.ts";
import { rememberLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKnownShortcuts } from "@/shared/keys/registry.ts";
import { useSimulated } from "@/shared/origin/simulated.tsx";
import { chooseTheme, useTheme } from "@/shared/theme/theme.ts";
import { useCommon } from "@/shared/url/common.ts";

import { useOffered } from "../nav.tsx";
import { pagesOf, SECTIONS } from "../sections.ts";
import { shellTexts } from "../texts.ts";
import { groupsOf, type Entry, type EntryGroup, type Hit } from "./entries.ts";
import { paletteTexts } from "./texts.ts";
import { contains, meaningOf, searchable, typeWords } from "./words.ts";

const OFFERED = 8;
const NONE: readonly never[] = [];

export interface Entries {
  readonly groups: readonly EntryGroup[];
  /** Whether a request for the text is still running. */
  readonly busy: boolean;
}

/** @param text as it was when the last key press was a moment ago. */
export function useEntries(text: string, open: boolean): Entries {
  const t = useTexts(paletteTexts);
  const lang = useLang();
  const { origins } = useCommon();
  const pages = usePages();
  const actions = useActions();
  const questions = useAnswer<Answer<Declared>>(open ? "/v1/questions" : null);
  const measures = useAnswer<Answer<Declared>>(open ? "/v1/measures" : null);
  const types = useMemo(() => typeWords(), []);
  const declared = useMemo(
    () => [...(questions.data?.results ?? NONE), ...(measures.data?.results ?? NONE)].map((one) => searchable(one).titles),
    [questions.data, measures.data],
  );
  const known = (word: string): boolean =>
    [...declared, ...[...pages, ...actions].map(({ label }) => label.toLowerCase())].some((title) => contains(title, word));
  const meaning = meaningOf(text, types, known);
  // Of several words, only those that may be a name are searched for; a single one may be both.
  const sought = meaning.words.length > 1 ? meaning.names.join(" ") : text;
  const search = useAnswer<Answer<Hit>>(open && sought !== "" ? "/v1/search" : null, { q: sought, limit: OFFERED, origin: origins });
  const hits = sought === "" || search.isPlaceholderData ? NONE : (search.data?.results ?? NONE);
  const groups = groupsOf({
    lang,
    meaning,
    hits,
    questions: questions.data?.results ?? NONE,
    measures: measures.data?.results ?? NONE,
    pages,
    actions,
    listTitle: (kind, place) => (place === undefined ? t("listAll", { kind }) : t("listIn", { kind, place })),
    words: { list: t("list"), question: t("question") },
  });
  return { groups, busy: search.isFetching || questions.isPending || measures.isPending };
}

function usePages(): readonly Entry[] {
  const t = useTexts(shellTexts);
  const offered = useOffered();
  const home: Entry = { id: "/", label: t("home"), aside: "", to: { path: "/", search: {} } };
  const held = SECTIONS.flatMap((section) =>
    pagesOf(section)
      .filter(offered)
      .map(([path, key]) => ({ id: path, label: t(key), aside: t(section), to: { path, search: {} } })),
  );
  return [home, ...held];
}

/** What can be done on the page: the settings of every page, and what the page has shortcuts for. */
function useActions(): readonly Entry[] {
  const t = useTexts(paletteTexts);
  const texts = useTexts(shellTexts);
  const lang = useLang();
  const theme = useTheme();
  const { href } = useLocation();
  const { origin, change } = useCommon();
  const { loaded } = useSimulated();
  const shortcuts = useKnownShortcuts();
  const otherLang = lang === "zh" ? "en" : "zh";
  const otherTheme = theme === "dark" ? "light" : "dark";
  const chooseLang = (): void => {
    rememberLang(otherLang);
    change({ lang: otherLang });
  };
  return [
    ...shortcuts
      .filter(({ key }) => key !== "/" && key !== "Escape")
      .map(({ key, label, run }) => ({ id: `key ${key} ${label}`, label, aside: key, run })),
    ...(loaded
      ? [
          {
            id: "simulated",
            label: t(origin === "all" ? "withoutSimulated" : "withSimulated"),
            aside: "",
            run: () => change({ origin: origin === "all" ? "real" : "all" }),
          },
        ]
      : []),
    { id: "theme", label: texts(otherTheme), aside: "", run: () => chooseTheme(otherTheme) },
    { id: "language", label: texts("language"), aside: "", other: true, run: chooseLang },
    { id: "print", label: t("print"), aside: "", run: () => window.print() },
    {
      id: "link",
      label: t("copyLink"),
      aside: "",
      run: () => void navigator.clipboard.writeText(new URL(href, window.location.href).href),
    },
    { id: "docs", label: t("docs"), aside: "", run: () => window.location.assign("/docs") },
  ];
}
