// Programs of a county or a school, with the possible changes.

import { useState, type ReactNode } from "react";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { address, read, useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Ref, Thing } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { NAME_FIELDS, ThingLink } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { placeOf, withChange, without, type Plan } from "./model.ts";
import { whatIfTexts } from "./texts.ts";

const PAGE = 200;

interface Program extends Ref {
  readonly level: string | null;
  readonly status: string | null;
  readonly enrolment: number | null;
}

interface Grouped {
  readonly groups: readonly { readonly keys: readonly { readonly value: string | null; readonly thing: Ref | null }[] }[];
}

/** Programs of the schools of a county, or of one school. */
function filterOf(thing: Ref): string {
  return thing.type === "County" ? `school.county:${thing.id}` : `school:${thing.id}`;
}

/** Schools that run each program, by program id. */
function useSchools(query: Query): UseQueryResult<ReadonlyMap<string, Ref>> {
  const path = address("/v1/programs", { ...query, group_by: "id,school", per_page: PAGE });
  return useQuery({
    queryKey: ["schools", path],
    queryFn: async ({ signal }) => {
      const { groups } = await read<Grouped>(path, {}, signal);
      return new Map(groups.flatMap(({ keys: [program, school] }) => (school?.thing ? [[program?.value ?? "", school.thing]] : [])));
    },
  });
}

export function Programs({ of }: { readonly of: Ref }): ReactNode {
  const t = useTexts(whatIfTexts);
  const { query } = useCommon();
  const [{ scenario }] = useUrl(WHAT_IF);
  const [editing, edit] = useState("");
  const filtered: Query = { filter: filterOf(of), ...query };
  const select = `${NAME_FIELDS},level,status,enrolment`;
  const programs = useAnswer<Answer<Program & Thing>>("/v1/programs", { ...filtered, select, sort: "name", per_page: PAGE });
  const schools = useSchools(filtered);
  const lang = useLang();
  const columns: TableColumn<Program>[] = [
    { name: "program", title: t("program"), cell: (program) => <ThingLink of={program} /> },
    {
      name: "school",
      title: t("school"),
      cell: ({ id }) => {
        const school = schools.data?.get(id);
        return school === undefined ? <span className="none">–</span> : <ThingLink of={school} />;
      },
    },
    { name: "level", title: t("level"), cell: ({ level }) => (level === null ? null : wordIn(lang, level)) },
    { name: "status", title: t("status"), cell: ({ status }) => (status === null ? null : wordIn(lang, status)) },
    { name: "enrolment", title: t("enrolment"), numeric: true },
    {
      name: "change",
      title: t("change"),
      cell: (program) => <Actions of={program} editing={editing} edit={edit} />,
    },
  ];
  return (
    <Answered of={programs}>
      {({ results, meta }) =>
        results.length === 0 ? (
          <Empty />
        ) : (
          <>
            <Table
              columns={columns}
              rows={results}
              keyOf={({ id }) => id}
              caption={t("programs")}
              rowClass={({ id }) => (placeOf(scenario, "close", id) >= 0 ? "closed-row" : "")}
            />
            {meta.truncated === true && <p className="small">{t("truncated", { count: results.length })}</p>}
          </>
        )
      }
    </Answered>
  );
}

interface ActionsProps {
  readonly of: Program;
  /** The program and the action being edited. */
  readonly editing: string;
  readonly edit: (what: string) => void;
}

function Actions({ of, editing, edit }: ActionsProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ scenario }, change] = useUrl(WHAT_IF);
  const put = (plan: Plan): void => {
    edit("");
    change({ scenario: plan });
  };
  const closing = placeOf(scenario, "close", of.id);
  const toggle = (): void => put(closing < 0 ? withChange(scenario, { do: "close", program: of.id }) : without(scenario, closing));
  return (
    <div className="actions">
      <span className="action-buttons">
        <button type="button" aria-pressed={closing >= 0} onClick={toggle}>
          {t("close")}
        </button>
        {(["move", "resize"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={placeOf(scenario, kind, of.id) >= 0}
            aria-expanded={editing === `${kind} ${of.id}`}
            onClick={() => edit(editing === `${kind} ${of.id}` ? "" : `${kind} ${of.id}`)}
          >
            {t(kind)}
          </button>
        ))}
      </span>
      {editing === `move ${of.id}` && <MoveForm of={of} put={put} />}
      {editing === `resize ${of.id}` && <ResizeForm of={of} put={put} />}
    </div>
  );
}

interface FormProps {
  readonly of: Program;
  readonly put: (plan: Plan) => void;
}

function MoveForm({ of, put }: FormProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ scenario }] = useUrl(WHAT_IF);
  const at = placeOf(scenario, "move", of.id);
  const pick = (to: string): void => put(to === "" ? without(scenario, at) : withChange(scenario, { do: "move", program: of.id, to }));
  const there = scenario.changes[at];
  return <ThingPicker value={there?.do === "move" ? there.to : ""} types={["School"]} onPick={pick} label={t("to")} />;
}

function ResizeForm({ of, put }: FormProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  const [{ scenario }] = useUrl(WHAT_IF);
  const at = placeOf(scenario, "resize", of.id);
  const there = scenario.changes[at];
  const now = there?.do === "resize" ? there.enrolment : of.enrolment;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const enrolment = Number(new FormData(event.currentTarget).get("enrolment"));
        put(withChange(scenario, { do: "resize", program: of.id, enrolment }));
      }}
    >
      <label>
        {t("students")}
        <input
          name="enrolment"
          type="number"
          min={0}
          max={1_000_000}
          step={1}
          required
          defaultValue={now ?? ""}
          placeholder={of.enrolment === null ? "" : formatNumber(of.enrolment, lang)}
        />
      </label>
      <button type="submit">{t("apply")}</button>
      {at >= 0 && (
        <button type="button" onClick={() => put(without(scenario, at))}>
          {t("undo")}
        </button>
      )}
    </form>
  );
}
