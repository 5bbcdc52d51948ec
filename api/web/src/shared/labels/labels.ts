// Labels of the model, the questions and the measures in both languages, as declared by the server (/v1/model). They are loaded once,
// before the first page is shown.

import { explorer } from "@client/explorer.ts";
import { getModel } from "@client/generated/sdk.gen.ts";
import type { ModelAnswer, ModelGroup, ModelItem, ModelLabel, ModelProperty, ModelRows } from "@client/generated/types.gen.ts";

import type { Lang } from "@/shared/i18n/texts.ts";

type ByName<T> = ReadonlyMap<string, T>;

export interface DeclaredType {
  readonly path: string;
  readonly prefix: string;
  readonly label: ModelLabel;
  readonly many: string;
}

export interface DeclaredRelationship {
  readonly out: ModelLabel;
  readonly in: ModelLabel;
}

export interface Labels {
  readonly types: ByName<DeclaredType>;
  readonly relationships: ByName<DeclaredRelationship>;
  readonly groups: readonly ModelGroup[];
  readonly rows: Readonly<Record<keyof ModelRows, ByName<ModelLabel>>>;
  /** Properties by type and name: `School.level`. */
  readonly properties: ByName<ModelProperty>;
  /** The usual label of a property name. */
  readonly fields: ByName<ModelLabel>;
  /** The usual label of a value. */
  readonly values: ByName<ModelLabel>;
}

let held: Labels | undefined;

/** Loads the labels. @throws ProblemError */
export async function loadLabels(): Promise<void> {
  const { data } = await getModel({ client: explorer({ kept: 0 }), throwOnError: true });
  holdLabels(data);
}

export function holdLabels({ results: [model] }: ModelAnswer): void {
  if (model === undefined) {
    throw new Error("/v1/model has no row.");
  }
  held = indexed(model);
}

export function labels(): Labels {
  if (held === undefined) {
    throw new Error("The labels are not loaded.");
  }
  return held;
}

/** A label in the language of the page. */
export function inWords(lang: Lang, label: Pick<ModelLabel, "label" | "label_zh">): string {
  return lang === "zh" ? label.label_zh : label.label;
}

function indexed(model: ModelItem): Labels {
  const owners = [...model.types, ...model.relationships];
  const all = [...model.common, ...owners.flatMap((owner) => owner.properties)];
  return {
    types: new Map(model.types.map((type) => [type.name, { path: type.path, prefix: type.prefix, label: type, many: type.label_many }])),
    relationships: new Map(model.relationships.map((type) => [type.name, { out: type, in: incoming(type) }])),
    groups: model.groups,
    rows: {
      columns: byName(model.rows.columns),
      choices: byName(model.rows.choices),
      values: byName(model.rows.values),
      keys: byName(model.rows.keys),
      units: byName(model.rows.units),
      reasons: byName(model.rows.reasons),
    },
    properties: new Map(owners.flatMap((owner) => [...model.common, ...owner.properties].map((one) => [`${owner.name}.${one.name}`, one]))),
    fields: usual(all),
    // The words of a metric are also words of other lists.
    values: byName([...model.rows.values, ...all.filter(({ name }) => name !== "metric").flatMap(({ values }) => values)].toReversed()),
  };
}

function incoming({ name, label_in, label_in_zh }: ModelItem["relationships"][number]): ModelLabel {
  return { name, label: label_in, label_zh: label_in_zh };
}

function byName(list: readonly ModelLabel[]): ByName<ModelLabel> {
  return new Map(list.map((label) => [label.name, label]));
}

/** The most frequent label of each name. */
function usual(list: readonly ModelLabel[]): ByName<ModelLabel> {
  const times = (one: ModelLabel): number => list.filter((other) => other.name === one.name && other.label_zh === one.label_zh).length;
  return byName(list.toSorted((a, b) => times(a) - times(b)));
}
