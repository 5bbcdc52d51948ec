/*
title: How many graduates stay in their county?
title_zh: 有多少毕业生留在本区县？
about: >-
  For each county, the graduates of its schools whose number a source states, by where the enterprise lies: in the county, elsewhere, or not known.
  The share is local / (local + elsewhere), so it speaks only of graduates whose place is known; `without_number` counts the flows that state no
  number. Figures that sources report on the same thing stand beside it in `reported`, with their values, and are never mixed in: a reported
  share without its base cannot be turned into people. Each origin has a row of its own; a county with a reported figure and nothing to count has one row with empty counts. The flows behind the counts are listed by `county-pipelines` with `how=feeds`.
about_zh: >-
  按区县统计来源写明人数的毕业生去向：企业在本区县、在其他区县、所在地不明。比例为 本地/(本地+其他)，仅针对去向已知者；未写明人数的记录数另列一栏。
  来源对同一事项报道的数字列在“报道数据”及其数值栏，绝不混入统计：没有基数的百分比不能换算成人数。不同数据性质分行；只有报道数字而无可统计数据的区县，统计栏为空。统计所依据的输送记录可在“一个区县的专业点通向哪里？”中查看。
group: training
example: {county: "county:431021"}
sentence: "what is known of where graduates of {county} [{county}:county|counties] go"
sentence_zh: "{county} 个区县毕业生去向的已知情况"
place: county
params:
  county: {type: "County?", help: "Only schools of this county.", help_zh: "只看该区县的学校。"}
  year: {type: "year?", help: "Only graduates of this year; flows without a year are left out.", help_zh: "只看该年份的毕业生，未注明年份的不列入。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  county: County
  programs: int
  local: int?
  elsewhere: int?
  place_unknown: int?
  local_share: percent?
  without_number: int
  reported: [Claim]
  reported_values: [str]
  origin: Origin
  evidence: [Relationship]
*/
MATCH (c:County {id: $county})                                                     //? county
MATCH (c:County)                                                                   //? !county
WITH c ORDER BY c.id WHERE in_place(c: County)
CALL (c) {
  MATCH (c)<-[l:LOCATED_IN WHERE visible(l)]-()<-[u:PART_OF WHERE visible(u)]-{0,2}(s)-[o:OFFERS WHERE visible(o)]->(p)
  WITH c, p, l, o, u ORDER BY size(u)
  WITH c, p, head(collect([l, o] + u)) AS way
  WITH c, p, {origin: weakest_of(way)} AS way
  MATCH (p)-[f:FEEDS WHERE visible(f)]->(e)
  WHERE f.year = $year                                                             //? year
  WITH c, p, way, e, f.origin AS strength, count(*) AS flows, count(f.graduates) AS stated, sum(f.graduates) AS n
  WITH c, p, way, {origin: strength} AS strength, flows, stated, n, [(e)-[w:LOCATED_IN]->(place:County) WHERE visible(w) | w] AS places
  WITH p, flows, stated, n, head(places) AS here, CASE WHEN places = [] THEN 'unknown' WHEN any(w IN places WHERE endNode(w) = c) THEN 'local' ELSE 'elsewhere' END AS place, way, strength
  WITH p, flows, stated, n, place, weakest(way, strength, here) AS origin
  WITH origin, count(DISTINCT p) AS programs, sum(stated) AS stated, sum(flows - stated) AS without,
       sum(CASE place WHEN 'local' THEN n END) AS local, sum(CASE place WHEN 'elsewhere' THEN n END) AS elsewhere, sum(CASE place WHEN 'unknown' THEN n END) AS unknown
  RETURN collect({origin: origin, programs: programs, stated: stated, without: without, local: local, elsewhere: elsewhere, unknown: unknown}) AS counted
}
WITH c, counted, COLLECT {
  MATCH (c)<-[l:LOCATED_IN WHERE visible(l)]-{0,1}(x)<-[b:ABOUT WHERE visible(b)]-(k:Claim WHERE k.metric IN ['staying_local_share'])
  WITH k, l, b ORDER BY size(l)
  WITH k, head(collect([b] + l)) AS way
  RETURN {claim: k, way: way} ORDER BY k.id
} AS found
WITH c, counted, [x IN found | x.claim] AS reported, reduce(all = [], x IN found | all + x.way) AS links
UNWIND CASE WHEN counted = [] AND reported <> [] THEN [{origin: weakest_of(links), programs: 0, without: 0, stated: 0}] ELSE counted END AS row
RETURN c AS county, row.programs AS programs, CASE WHEN row.stated > 0 THEN row.local END AS local,
       CASE WHEN row.stated > 0 THEN row.elsewhere END AS elsewhere, CASE WHEN row.stated > 0 THEN row.unknown END AS place_unknown,
       CASE WHEN row.local + row.elsewhere > 0 THEN round(100.0 * row.local / (row.local + row.elsewhere), 1) END AS local_share,
       row.without AS without_number, reported AS reported,
       [k IN reported | k.qualifier + ' ' + CASE WHEN k.value = toInteger(k.value) THEN toString(toInteger(k.value)) ELSE toString(k.value) END + ' ' + k.unit] AS reported_values, row.origin AS origin, links AS evidence
ORDER BY county.id, origin
