// State of the exploration: read from the URL, changed by steps that can be undone.

import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { address, read, useAnswer } from "@/shared/api/read.ts";
import type { Answer, Origin, Relationship } from "@/shared/api/types.ts";
import type { Graph, GraphNode, Point } from "@/shared/graph/model.ts";
import type { DrawnNode, GraphAnswer } from "@/shared/graph/read.ts";
import { useLang } from "@/shared/i18n/texts.ts";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ALL, collapse, effective, expand, EXPLORE, STEP, type Opened } from "./address.ts";
import { columns, grown } from "./layout.ts";
import { merge, type Chain, type Drawn } from "./merge.ts";
import { focused, graphIn, grouped, MANY } from "./view.ts";

export type Url = ReturnType<typeof useUrl<typeof EXPLORE>>[0];

export interface FoundChain extends Chain {
  readonly steps: number;
  readonly origin: Origin;
}

interface Relations extends Answer<Relationship> {
  readonly ends: { readonly from: DrawnNode; readonly to: DrawnNode };
  readonly chains: Answer<FoundChain>;
}

/** Connections between two entities: direct relationships first, then chains. */
export function useChains({ from, to, around }: Url): {
  readonly chains: readonly FoundChain[];
  readonly asked: ReturnType<typeof useAnswer<Relations>>;
} {
  const { anywhere: query } = useCommon();
  const path = from !== "" && to !== "" && from !== to ? "/v1/relations" : null;
  const asked = useAnswer<Relations>(path, { from, to, ...(around ? { places: false } : {}), ...query });
  const { data, isPlaceholderData } = asked;
  const chains = useMemo(() => {
    if (data === undefined || isPlaceholderData || path === null) {
      return [];
    }
    const { results, ends } = data;
    const weakest = results[0]?.origin ?? "documented";
    const direct = results.length === 0 ? [] : [{ steps: 1, origin: weakest, things: [ends.from, ends.to], evidence: [results] }];
    return [...direct, ...data.chains.results];
  }, [data, isPlaceholderData, path]);
  return { chains, asked };
}

/** Responses up to the first missing one, so that the layout does not jump while the others load. */
function useParts(open: readonly Opened[]): {
  readonly parts: readonly GraphAnswer[];
  readonly pending: boolean;
  readonly error: Error | null;
} {
  const { anywhere: query } = useCommon();
  const queries = open.map(({ id, by, count }) => {
    const asked = address("/v1/graph", {
      start: id,
      depth: 1,
      nodes: count + 1,
      edges: 2000,
      ...(by === ALL ? {} : { expand: by }),
      ...query,
    });
    return { queryKey: ["GET", asked], queryFn: ({ signal }: { signal: AbortSignal }) => read<GraphAnswer>(asked, {}, signal) };
  });
  return useQueries({
    queries,
    combine: (results) => {
      const missing = results.findIndex((result) => result.data === undefined);
      const there = missing < 0 ? results : results.slice(0, missing);
      return {
        parts: there.flatMap((result) => result.data ?? []),
        pending: results.some((result) => result.isFetching),
        error: results.find((result) => result.isError)?.error ?? null,
      };
    },
  });
}

export interface Shown {
  readonly drawn: Drawn;
  readonly whole: Graph;
  readonly graph: Graph;
  readonly places: ReadonlyMap<string, Point> | undefined;
  readonly members: ReadonlyMap<string, readonly GraphNode[]>;
  readonly strong: ReadonlySet<string>;
}

/** The drawing, computed from the responses. */
function useShown(start: DrawnNode, url: Url, parts: readonly GraphAnswer[], chain: Chain | undefined): Shown {
  const lang = useLang();
  const { at, focus, degrees, layout, pins } = url;
  const drawn = useMemo(() => merge(start, parts, chain), [start, parts, chain]);
  const whole = useMemo(() => graphIn(lang, drawn), [lang, drawn]);
  const near = useMemo(
    () => (focus === "" || degrees === "" || !drawn.nodes.has(focus) ? whole : focused(whole, focus, Number(degrees))),
    [whole, focus, degrees, drawn],
  );
  const kept = useMemo(() => {
    const ends = [...pins.keys(), ...(chain?.things ?? []).map((thing) => thing.id)];
    return new Set([start.id, ...drawn.steps.map((step) => step.at), ...ends]);
  }, [start, drawn, pins, chain]);
  const { graph, members } = useMemo(
    () =>
      near.nodes.length > MANY
        ? grouped(near, kept.has(at) ? kept : new Set([...kept, at]), lang)
        : { graph: near, members: new Map<string, GraphNode[]>() },
    [near, kept, at, lang],
  );
  const places = useMemo(
    () => (members.size > 0 ? undefined : layout === "types" ? columns(near) : grown(drawn)),
    [members, layout, near, drawn],
  );
  const strong = useMemo(() => new Set((chain?.evidence ?? []).flat().map((edge) => edge.id)), [chain]);
  return { drawn, whole: near, graph, places, members, strong };
}

type Change = ReturnType<typeof useUrl<typeof EXPLORE>>[1];

export interface Exploring extends Shown {
  readonly url: Url;
  readonly open: readonly Opened[];
  readonly marked: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly chains: readonly FoundChain[];
  readonly chainsAsked: ReturnType<typeof useChains>["asked"];
  readonly mark: (id: string) => void;
  readonly act: (patch: Parameters<Change>[0]) => void;
  readonly undo: () => void;
  readonly undoable: boolean;
  readonly expand: (id: string, by?: string, count?: number) => void;
  readonly collapse: (id: string) => void;
  readonly pin: (id: string, to?: Point) => void;
}

export function useExploring(start: DrawnNode): Exploring {
  const [url, change] = useUrl(EXPLORE);
  const [past, setPast] = useState<readonly Url[]>([]);
  const open = useMemo(() => effective(url.open, start.id), [url.open, start.id]);
  const { parts, pending, error } = useParts(open);
  const { chains, asked: chainsAsked } = useChains(url);
  const chain = chains[url.chain];
  const shown = useShown(start, url, parts, chain);
  const marked = shown.graph.nodes.some((node) => node.id === url.at) ? url.at : start.id;
  const act: Exploring["act"] = (patch) => {
    setPast([...past, url]);
    change(patch);
  };
  const undo = (): void => {
    const last = past.at(-1);
    if (last !== undefined) {
      setPast(past.slice(0, -1));
      change({ ...last, at: url.at });
    } else if (open.length > 0) {
      // After opening a link, its last expansion counts as the last step.
      change({ open: open.slice(0, -1) });
    }
  };
  const places = shown.places;
  return {
    ...shown,
    url,
    open,
    marked,
    pending,
    error,
    chains,
    chainsAsked,
    act,
    undo,
    undoable: past.length > 0 || (url.open ?? []).length > 0,
    mark: (id) => change({ at: id }, { replace: true }),
    expand: (id, by = ALL, count = STEP) => act({ open: expand(open, id, by, count), at: id }),
    collapse: (id) => act({ open: collapse(open, id), at: id }),
    pin: (id, to) => {
      const pins = new Map(url.pins);
      const here = to ?? places?.get(id);
      if (to === undefined && pins.has(id)) {
        pins.delete(id);
      } else if (here !== undefined && !shown.members.has(id)) {
        pins.set(id, here);
      }
      act({ pins });
    },
  };
}
