/*
title: What do a county's programs lead to?
title_zh: 一个区县的专业点通向哪里？
about: >-
  The chain county, school, program, destination. A destination is a sector or industry that the program trains for (`serves`) or an enterprise
  that takes its graduates (`feeds`). `local` is true when the county is known for the sector or the enterprise lies in the county, false when the
  enterprise is known to lie elsewhere, and empty when nobody says. A unit of a school counts with the county of its school. Rows with an unnamed
  group of schools or enterprises are marked.
about_zh: >-
  “区县—学校—专业点—去向”链条。去向可以是该专业点所服务的产业，也可以是吸纳其毕业生的企业。区县以该产业闻名或企业位于本区县时，
  “本区县”为“是”；已知企业位于其他区县时为“否”；没有记载时为空。二级学院按所属学校的区县计。涉及未具名学校或企业群体的行另有标注。
group: training
example: {county: "county:431023"}
sentence: "{program} [{program}:program leads|programs lead] to {destination} [{destination}:destination|destinations]"
sentence_zh: "{program} 个专业点通向 {destination} 个去向"
flow: {from: program, to: destination, width: graduates}
place: county
params:
  county: {type: "County?", help: "Only schools of this county.", help_zh: "只看该区县的学校。"}
  how: {type: "str?", choices: [serves, feeds], help: "Only sectors and industries (serves) or only enterprises (feeds).", help_zh: "只看所服务的产业，或只看吸纳毕业生的企业。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  county: County
  school: School
  program: Program
  how: str
  destination: Thing
  local: bool?
  graduates: int?
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (c:County {id: $county})                                                     //? county
MATCH (c:County)                                                                   //? !county
WITH c ORDER BY c.id WHERE in_place(c: County)
CALL (c) {  // one county at a time: the first ones reach the limit, and the rest are not read
  MATCH (c)<-[l:LOCATED_IN WHERE visible(l)]-()<-[u:PART_OF WHERE visible(u)]-{0,2}(s)-[o:OFFERS WHERE visible(o)]->(p)
  WITH s, o, p, l, u ORDER BY size(u), [x IN u | startNode(x).id]
  WITH s, o, p, head(collect([l] + u)) AS place
  MATCH (p)-[r:SERVES|FEEDS WHERE visible(r)]->(d)
  WHERE type(r) = toUpper($how)                                                    //? how
  WITH s, p, d, o, place, type(r) AS kind, r.origin AS strength, collect(r) AS ends
  ORDER BY p.id, kind, d.id, s.id, strength
  LIMIT $_skip + $_limit
  RETURN s, p, d, kind, ends, strength, [o] + place + ends AS way
}
WITH c, s, p, d, kind, ends, strength, way SKIP $_skip LIMIT $_limit
WITH c, s, p, d, kind, ends, strength, way,
     [(d)-[w:LOCATED_IN]->(c) WHERE visible(w) | w] + [(c)-[k:KNOWN_FOR]->(d) WHERE visible(k) | k] AS here,
     EXISTS { (d)-[x:LOCATED_IN WHERE visible(x)]->(:County) } AS placed
RETURN c AS county, s AS school, p AS program, toLower(kind) AS how, d AS destination,
       CASE WHEN here <> [] THEN true WHEN placed THEN false END AS local,
       CASE WHEN any(x IN ends WHERE x.graduates IS NOT NULL) THEN reduce(sum = 0, x IN ends | sum + coalesce(x.graduates, 0)) END AS graduates,
       coalesce(s.kind = 'unnamed group', false) OR coalesce(d.kind = 'unnamed group', false) AS unnamed,
       weakest_of(way + here) AS origin, way + here AS evidence
ORDER BY county.id, program.id, how, destination.id, school.id, strength
