// The schema as returned by /v1/schema.

import type { SchemaItem } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";

export type Schema = Sent<SchemaItem>;
export type SchemaProperty = Schema["labels"][number]["properties"][number];
