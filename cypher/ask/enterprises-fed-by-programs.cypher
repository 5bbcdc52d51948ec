/*
title: Which enterprises take graduates of which programs?
title_zh: 哪些企业吸纳哪些专业点的毕业生？
about: >-
  One row for each enterprise, program and year in which graduates are known to have gone from the program to the enterprise. The number of
  graduates stands only where a source gives it: an empty cell is "not stated", not zero. A row in which the enterprise or the schools are an
  unnamed group ("local electronics firms") is marked; it is evidence of a flow, not of one enterprise.
about_zh: >-
  每行是一家企业、一个专业点和一个年份：已知该专业点的毕业生去了该企业。只有来源写明人数时才显示人数，空白表示“未说明”，不等于零。
  企业或学校为“未具名群体”（如“当地电子企业”）的行另有标注：它说明存在输送关系，但不能算作一家企业。
group: training
example: {county: "county:431024"}
sentence: "{count} [{count}:flow|flows] of graduates from {program} [{program}:program|programs] to {enterprise} [{enterprise}:enterprise|enterprises]"
sentence_zh: "{program} 个专业点向 {enterprise} 家企业输送毕业生，共 {count} 条记录"
flow: {from: program, to: enterprise, width: graduates}
place: [enterprise, program]
params:
  county: {type: "County?", help: "Only enterprises located in this county.", help_zh: "只看位于该区县的企业。"}
  program: {type: "Program?", help: "Only graduates of this program.", help_zh: "只看该专业点的毕业生。"}
  year: {type: "year?", help: "Only graduates of this year; flows without a year are left out.", help_zh: "只看该年份的毕业生，未注明年份的不列入。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  enterprise: Enterprise
  program: Program
  schools: [School]
  year: year?
  graduates: int?
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (:County {id: $county})<-[l:LOCATED_IN WHERE visible(l)]-(e:Enterprise)      //? county
MATCH (p:Program {id: $program})                                                   //? program
MATCH (p)-[f:FEEDS WHERE visible(f)]->(e)
WHERE in_place(e: Enterprise, p: Program)
  AND f.year = $year                                                               //? year
WITH e, p, f, [f, l] AS links                                                      //? county
WITH e, p, f, [f] AS links                                                         //? !county
ORDER BY e.id, p.id, f.year
SKIP $_skip LIMIT $_limit
WITH e, p, f, links, [(s)-[o:OFFERS]->(p) WHERE visible(o) | o] AS offers
WITH e, p, f, links + offers AS evidence, [o IN offers | startNode(o)] AS schools
RETURN e AS enterprise, p AS program, schools AS schools, f.year AS year, f.graduates AS graduates,
       coalesce(e.kind = 'unnamed group', false) OR any(s IN schools WHERE s.kind = 'unnamed group') AS unnamed,
       weakest_of(evidence) AS origin, evidence AS evidence
ORDER BY enterprise.id, program.id, year
