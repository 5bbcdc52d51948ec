// All pages: their paths and lazily loaded code. The server serves the same paths (api/pages/explorer.py).

import { createRootRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";

import { COMMON_NAMES } from "@/shared/url/common.ts";
import type { Search } from "@/shared/url/url.ts";

import { Broken, Missing } from "./broken.tsx";
import { Shell } from "./shell.tsx";

interface Page {
  readonly default: ComponentType;
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: Missing,
  errorComponent: Broken,
  validateSearch: (search: Record<string, unknown>): Search =>
    Object.fromEntries(Object.entries(search).map(([name, value]) => [name, typeof value === "string" ? value : undefined])),
  search: {
    middlewares: [
      // Language, origins, date and place are kept across pages.
      ({ search, next }) => {
        const made = next(search);
        const kept = COMMON_NAMES.filter((name) => !(name in made) && search[name] !== undefined).map((name) => [name, search[name]]);
        return { ...(Object.fromEntries(kept) as Search), ...made };
      },
    ],
  },
});

function page<P extends string>(path: P, load: () => Promise<Page>) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });
}

export const PAGES = [
  page("/", () => import("@/features/home/page.tsx")),
  page("/questions", () => import("@/features/question/list.tsx")),
  page("/questions/$name", () => import("@/features/question/page.tsx")),
  page("/search", () => import("@/features/search/page.tsx")),
  page("/alignment", () => import("@/features/alignment/page.tsx")),
  page("/measures", () => import("@/features/measures/list.tsx")),
  page("/measures/$name", () => import("@/features/measures/page.tsx")),
  page("/partners", () => import("@/features/partners/page.tsx")),
  page("/alliances/$id", () => import("@/features/alliance/page.tsx")),
  page("/alliances", () => import("@/features/alliance/list.tsx")),
  page("/what-if", () => import("@/features/what-if/page.tsx")),
  page("/counties", () => import("@/features/county/page.tsx")),
  page("/explore", () => import("@/features/explore/page.tsx")),
  page("/table/$type", () => import("@/features/table/page.tsx")),
  page("/claims", () => import("@/features/claims/page.tsx")),
  page("/drafts", () => import("@/features/drafts/page.tsx")),
  page("/import", () => import("@/features/import/page.tsx")),
  page("/versions", () => import("@/features/versions/page.tsx")),
  page("/query", () => import("@/features/query/page.tsx")),
  page("/relationships/$id", () => import("@/features/entity/relationship.tsx")),
  page("/$things/$id", () => import("@/features/entity/page.tsx")),
] as const;

export const routeTree = root.addChildren(PAGES);
