/*
title: Which industries and sectors have no program?
title_zh: 哪些产业没有对应的专业点？
about: >-
  Industries and sectors that are wanted and that no program trains for. Wanted means: a named enterprise operates in it, a county is known for it,
  or a framework, county or region prioritises it. A program trains for it directly, through its major, through a class within the
  industry, or through the sector that the industry belongs to. With a county, both sides are taken there. For demand that is not simulated only
  programs that are not simulated count; `simulated_programs` says when simulated ones would fill the gap. Unnamed groups of enterprises are shown in
  `groups` and not counted. No program recorded is not the same as no program: `absent` says whether the
  programs there were collected ("not collected", also where only part of them was), checked and none found ("checked, none"), or unknown.
about_zh: >-
  列出有需求而没有专业点对应的产业。“有需求”指：有具名企业从事该产业，或有区县以其闻名，或被产业体系、区县、地区列为优先。专业点可直接、经专业目录、经下级行业或经其所属产业领域对应。
  给定区县时，供需两侧都限于该区县。对非模拟的需求，只计非模拟的专业点；“有模拟专业点”一栏表示模拟专业点能否填补。未具名企业群体另列一栏，不计数。
  “没有记载”不等于“没有”：“缺少专业点的原因”说明该地的专业点是未收集（仅收集一部分的也算未收集）、查过没有，还是未知。
group: training
example: {county: "county:431025"}
sentence: "{target} [{target}:industry or sector is wanted and has|industries and sectors are wanted and have] no recorded program"
sentence_zh: "{target} 个产业有需求而没有已记载的专业点"
place: [Program, Enterprise]
params:
  county: {type: "County?", help: "Demand and programs of this county only.", help_zh: "只看该区县的需求和专业点。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  target: Thing
  enterprises: int
  groups: int
  wanted_by: [Thing]
  simulated_programs: bool
  absent: str
  origin: Origin
  evidence: [Relationship]
*/
MATCH (c:County {id: $county})                                                     //? county
CALL (c) {                                                                         //? county
  MATCH (c)<-[l:LOCATED_IN WHERE visible(l)]-()<-[u:PART_OF WHERE visible(u)]-{0,2}()-[o:OFFERS WHERE visible(o)]->(p)  //? county
  RETURN collect(DISTINCT p) AS locals                                             //? county
}                                                                                  //? county
MATCH (c)<-[l:LOCATED_IN WHERE visible(l)]-{0,1}(d)-[r:OPERATES_IN|KNOWN_FOR|PRIORITISES WHERE visible(r)]->(t:!Occupation)  //? county
WITH locals, t, d, r, weakest_of([r] + l) AS origin                                //? county
MATCH (d)-[r:OPERATES_IN|KNOWN_FOR|PRIORITISES WHERE visible(r)]->(t:!Occupation)  //? !county
WITH null AS locals, t, d, r, weakest(r, t) AS origin                              //? !county
WITH locals, t, d, r, origin ORDER BY d.id, type(r) WHERE in_place(d: Enterprise|County|Region|Framework)
WITH locals, t, origin, count(DISTINCT CASE WHEN d:Enterprise AND coalesce(d.kind, 'named') <> 'unnamed group' THEN d END) AS enterprises,
     count(DISTINCT CASE WHEN d.kind = 'unnamed group' THEN d END) AS groups,
     collect(DISTINCT CASE WHEN NOT d:Enterprise THEN d END) AS wanted_by,
     collect(CASE WHEN d:Enterprise THEN r END)[..20] + collect(CASE WHEN NOT d:Enterprise THEN r END) AS evidence
WITH locals, t, collect({origin: origin, enterprises: enterprises, groups: groups, wanted_by: wanted_by, evidence: evidence}) AS demands
WITH t, demands, COLLECT {
  MATCH (t)<-[m:PART_OF|MAPS_TO WHERE visible(m)]-{0,4}()<-[v:SERVES WHERE visible(v)]-()<-[a:OF_MAJOR WHERE visible(a)]-{0,1}(p:Program)
  WHERE in_place(p: Program)
    AND p IN locals                                                                //? county
  RETURN DISTINCT weakest_of([p, v] + m + a)
} + COLLECT {
  MATCH (t)-[m:PART_OF|MAPS_TO WHERE visible(m)]->{1,5}(:Sector)<-[v:SERVES WHERE visible(v)]-()<-[a:OF_MAJOR WHERE visible(a)]-{0,1}(p:Program)
  WHERE in_place(p: Program)
    AND p IN locals                                                                //? county
  RETURN DISTINCT weakest_of([p, v] + m + a)
} AS supply
CALL () {
  MATCH (:County {id: $county})-[up:PART_OF WHERE visible(up)]->{0,3}(place)       //? county
  MATCH (k:Coverage {scope: place.id})                                             //? county
  WHERE k.sought IN ['Program', 'OFFERS']                                          //? county
  MATCH (k:Coverage WHERE k.sought IN ['Program', 'OFFERS'] AND (k.scope STARTS WITH 'region:' OR k.scope STARTS WITH 'county:'))  //? !county
  RETURN collect(DISTINCT k.status) AS statuses
}
UNWIND demands AS row
WITH t, row, supply, CASE WHEN 'not collected' IN statuses OR 'partly collected' IN statuses THEN 'not collected' WHEN statuses = [] THEN 'unknown' ELSE 'checked, none' END AS absent
WHERE CASE WHEN row.origin = 'simulated' THEN supply = [] ELSE none(x IN supply WHERE x <> 'simulated') END AND (row.enterprises > 0 OR row.wanted_by <> [])
RETURN t AS target, row.enterprises AS enterprises, row.groups AS groups, row.wanted_by AS wanted_by, 'simulated' IN supply AS simulated_programs, absent AS absent,
       row.origin AS origin, row.evidence AS evidence
ORDER BY target.id, origin
