import "@/shared/styles/app.css";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode, useState, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { followSession, useForgotten } from "@/shared/api/key.ts";
import { usualLang, setLang } from "@/shared/i18n/texts.ts";
import { loadLabels } from "@/shared/labels/labels.ts";
import { applyTheme } from "@/shared/theme/theme.ts";
import type { Search } from "@/shared/url/url.ts";

import { Broken, Unreachable } from "./broken.tsx";
import { routeTree } from "./routes.tsx";

/** Search parameters are plain text, so that people can read and edit them. */
function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(search: Record<string, unknown>): string {
  const texts = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const text = new URLSearchParams(texts)
    .toString()
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%2F", "/")
    .replaceAll("%7E", "~");
  return text === "" ? "" : `?${text}`;
}

const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** Data stays fresh for 30 seconds; after that it is revalidated, usually with a 304 response. */
function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, gcTime: 300_000, retry: false, refetchOnWindowFocus: false } },
  });
}

function Explorer(): ReactNode {
  const [cache] = useState(newCache);
  return (
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

/** Remounts everything when the key is forgotten, so that no data fetched with it remains in the cache or in a component. */
function Anew(): ReactNode {
  return <Explorer key={useForgotten()} />;
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    followSession();
  }
});

/** Shows the page as soon as its labels are there. */
async function start(place: HTMLElement): Promise<void> {
  const root = createRoot(place);
  try {
    await loadLabels();
    root.render(
      <StrictMode>
        <Anew />
      </StrictMode>,
    );
  } catch (error) {
    setLang(usualLang());
    root.render(<Unreachable error={error} />);
  }
}

applyTheme();
const place = document.getElementById("root");
if (place !== null) {
  void start(place);
}
