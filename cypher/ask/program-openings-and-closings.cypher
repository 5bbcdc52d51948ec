/*
title: Which programs opened, closed or were cut back?
title_zh: 哪些专业点新开、停办或压缩？
about: >-
  One row for each change: a program that opened, closed or was downsized, with the date as the source states it ("2024", "2024-09"). A closed or
  downsized program without a date is listed with an empty date and left out when years are asked for. Only single programs
  are listed; totals that a source reports without naming programs ("19 discontinued, 22 launched") are claims, see `claims-against-graph`.
  A program that was seen recruiting in one year and not in another is no change: the missing year was not collected.
about_zh: >-
  每行是一次变动：新开、停办或压缩的专业点，日期按来源原样显示（如“2024”“2024-09”）。没有日期的停办或压缩也列出，但按年份查询时不列入。
  只列具体专业点；来源仅报道总数而未列名的（如“停办19个、新增22个”）属于报道数据，见“报道数据与图谱对照”。
  某年见到招生而另一年未见到的专业点不算变动：未见到的年份只是未收集。
group: training
example: {from: 2024}
sentence: "{count} recorded [{count}:change|changes] of {program} [{program}:program|programs]"
sentence_zh: "{program} 个专业点的 {count} 次变动记录"
place: program
params:
  county: {type: "County?", help: "Only programs of schools in this county.", help_zh: "只看该区县学校的专业点。"}
  change: {type: "str?", choices: [opened, closed, downsized], help: "Only this kind of change.", help_zh: "只看这类变动。"}
  from: {type: "year?", help: "Not before this year; changes without a date are left out.", help_zh: "不早于该年份；没有日期的变动不列入。"}
  to: {type: "year?", help: "Not after this year; changes without a date are left out.", help_zh: "不晚于该年份；没有日期的变动不列入。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  program: Program
  schools: [School]
  change: str
  date: date?
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (:County {id: $county})<-[l:LOCATED_IN WHERE visible(l)]-()<-[u:PART_OF WHERE visible(u)]-{0,2}()-[o:OFFERS]->(p)  //? county
WITH p, {origin: o.origin, valid_from_lo: o.valid_from_lo} AS o  // an ended offer still identifies the school of a closed program  //? county
WHERE visible(o)                                                                   //? county
MATCH (p:Program)                                                                  //? !county
WITH DISTINCT p WHERE in_place(p: Program)
UNWIND [{change: 'opened', date: p.opened, day: p.opened_lo, took_place: p.opened IS NOT NULL},
        {change: 'closed', date: p.closed, day: p.closed_lo, took_place: p.closed IS NOT NULL OR coalesce(p.status = 'closed', false)},
        {change: 'downsized', date: null, day: null, took_place: coalesce(p.status = 'downsized', false)}] AS item
WITH p, item, {origin: p.origin, valid_from_lo: item.day} AS event
WHERE item.took_place AND visible(event)
  AND item.change = $change                                                        //? change
  AND item.day >= toString($from)                                                  //? from
  AND left(item.day, 4) <= toString($to)                                           //? to
WITH p, item ORDER BY item.day, p.id, item.change SKIP $_skip LIMIT $_limit
CALL (p) {
  OPTIONAL MATCH (s)-[o:OFFERS]->(p)
  WITH s, o AS offer, {origin: o.origin, valid_from_lo: o.valid_from_lo} AS o
  WHERE offer IS NOT NULL AND visible(o)
  RETURN collect(s) AS schools, collect(offer) AS offers
}
RETURN p AS program, schools AS schools, item.change AS change, item.date AS date,
       schools <> [] AND all(s IN schools WHERE coalesce(s.kind = 'unnamed group', false)) AS unnamed,
       weakest_of([p] + offers) AS origin, offers AS evidence
ORDER BY item.day, program.id, change
