/*
title: Which programs does this enterprise draw its graduates from?
title_zh: 这家企业的毕业生来自哪些专业点？
about: >-
  For one enterprise (or one unnamed group of enterprises): every program whose graduates are known to have gone there, with the schools that run
  it, the first and the last year, and the sum of the graduates that sources state. `stated` says for how many of the flows a number is given at
  all; a sum over some of the flows is a lower bound. Flows of different origin stand in different rows and are never added up.
about_zh: >-
  针对一家企业（或一个未具名的企业群体）：列出已知向其输送毕业生的全部专业点、开设学校、最早和最晚年份，以及来源写明的人数之和。
  “有人数的记录”表示有多少条记录写明了人数；只有部分记录写明时，合计是下限。不同数据性质的记录分行列出，不相加。
group: training
example: {enterprise: "enterprise:jd"}
sentence: "graduates of {program} [{program}:program|programs] go to this enterprise"
sentence_zh: "{program} 个专业点的毕业生去了这家企业"
flow: {from: program, to: enterprise, width: graduates}
place: program
params:
  enterprise: {type: Enterprise, help: "The enterprise.", help_zh: "企业。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  program: Program
  enterprise: Enterprise
  schools: [School]
  flows: int
  stated: int
  graduates: int?
  first_year: year?
  last_year: year?
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (e:Enterprise {id: $enterprise})<-[f:FEEDS WHERE visible(f)]-(p)
WHERE in_place(p: Program)
WITH e, p, [(s)-[o:OFFERS]->(p) WHERE visible(o) | o] AS offers, f
WITH e, p, offers, weakest_of([e, p, f] + offers) AS origin, count(f) AS flows, count(f.graduates) AS stated,
     sum(f.graduates) AS total, min(f.year) AS first_year, max(f.year) AS last_year, collect(f) AS feeds
RETURN p AS program, e AS enterprise, [o IN offers | startNode(o)] AS schools, flows AS flows, stated AS stated,
       CASE WHEN stated > 0 THEN total END AS graduates, first_year AS first_year, last_year AS last_year,
       coalesce(e.kind = 'unnamed group', false) OR any(o IN offers WHERE startNode(o).kind = 'unnamed group') AS unnamed,
       origin AS origin, feeds + offers AS evidence
ORDER BY coalesce(graduates, -1) DESC, program.id, origin
