/*
title: How well do programs and enterprises cover the prioritised sectors?
title_zh: 优先发展的产业有多少专业点和企业？
about: >-
  For each sector that a framework, a county or a region prioritises: the programs that train for it (directly, through their major, or
  through an industry that belongs to it) and the named enterprises that operate in it. Each origin has a row of its own, and a program or enterprise
  reached on several paths is counted once, under the strongest. The priority of a county counts only its own programs and enterprises. A simulated link does not count for a real program or enterprise. A sector without any has a row of zeros. Programs that only unnamed
  groups of schools run and unnamed groups of enterprises are not counted; `groups` says how many there are. The programs
  behind a number are listed by `programs-for-industry` with the sector.
about_zh: >-
  对产业体系、区县或地区列为优先的每个产业领域，统计服务于它的专业点（直接、经专业目录或经所属行业）和从事它的具名企业。不同数据性质分行；
  经多条路径到达的只计一次，归入最强的一类；区县自身的优先产业只计本区县的专业点和企业；模拟的对应关系不计入真实的专业点和企业。没有任何对应的产业领域显示为零。仅由未具名学校群体开设的专业点和未具名企业群体不计数，其数量另列一栏。
  数字背后的专业点可用“哪些专业点面向某一产业”按该领域查看。
group: training
example: {framework: "framework:hunan-4x4"}
sentence: "{sector} prioritised [{sector}:sector|sectors]"
sentence_zh: "{sector} 个优先发展的产业领域"
place: [Program, Enterprise]
params:
  framework: {type: "Framework?", help: "Only the sectors of this framework.", help_zh: "只看该产业体系的产业领域。"}
  county: {type: "County?", help: "Only programs and enterprises of this county.", help_zh: "只计该区县的专业点和企业。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  prioritised_by: Thing
  tier: str?
  sector: Sector
  programs: int
  enterprises: int
  groups: int
  origin: Origin
  evidence: PRIORITISES
*/
OPTIONAL MATCH (c:County {id: $county})                                            //? county
CALL (c) {                                                                         //? county
  MATCH (c)<-[l:LOCATED_IN WHERE visible(l)]-()<-[u:PART_OF WHERE visible(u)]-{0,2}()-[o:OFFERS WHERE visible(o)]->(p)  //? county
  WITH p, [l, o] + u AS way ORDER BY size(way)                                     //? county
  WITH p, head(collect(way)) AS way                                                //? county
  RETURN collect(p) AS locals, collect({program: p, way: {origin: weakest_of(way)}}) AS places  //? county
}                                                                                  //? county
MATCH (by:Framework {id: $framework})                                              //? framework
MATCH (by)-[r:PRIORITISES WHERE visible(r)]->(t)
WHERE 'Sector' IN labels(t)
  AND (NOT by:County OR by = c)                                                    //? county
CALL (*) {  // what belongs to the sector, with the weakest step of its path
  MATCH (t)<-[m:PART_OF|MAPS_TO WHERE visible(m)]-{0,4}(x)
  RETURN collect({node: x, way: {origin: weakest_of([r] + m)}}) AS inside
}
CALL (*) {
  UNWIND inside AS i
  WITH *, i.node AS x, i.way AS way
  MATCH (x)<-[v:SERVES WHERE visible(v)]-(y)
  WITH *
  MATCH (y)<-[a:OF_MAJOR WHERE visible(a)]-{0,1}(p:Program)
  WHERE p IN locals                                                                 //? county
  WHERE NOT by:County OR EXISTS { (p)<-[o2:OFFERS WHERE visible(o2)]-()-[u2:PART_OF WHERE visible(u2)]->{0,2}()-[l2:LOCATED_IN WHERE visible(l2)]->(by) }  //? !county
  WITH *, head([place IN places WHERE place.program = p | place.way]) AS place     //? county
  WITH *, null AS place                                                            //? !county
  WITH p, weakest(way, v, a[0], p, place) AS path
  WHERE (path <> 'simulated' OR p.origin = 'simulated') AND in_place(p: Program)
  WITH p, collect(DISTINCT path) AS paths
  WITH head([o IN ['documented', 'reference', 'inferred', 'simulated'] WHERE o IN paths]) AS origin,
       CASE WHEN EXISTS { (p)<-[o1:OFFERS WHERE visible(o1)]-({kind: 'unnamed group'}) }
             AND NOT EXISTS { (p)<-[o2:OFFERS WHERE visible(o2)]-(s) WHERE coalesce(s.kind, 'named') <> 'unnamed group' } THEN 1 ELSE 0 END AS group
  WITH origin, sum(1 - group) AS programs, sum(group) AS groups
  RETURN collect({origin: origin, programs: programs, enterprises: 0, groups: groups}) AS trained
}
CALL (*) {
  UNWIND inside AS i
  WITH *, i.node AS x, i.way AS way
  MATCH (x)<-[w:OPERATES_IN WHERE visible(w)]-(e)
  WHERE NOT by:County OR EXISTS { (e)-[l3:LOCATED_IN WHERE visible(l3)]->(by) }
  WITH *                                                                           //? county
  MATCH (e)-[z:LOCATED_IN WHERE visible(z)]->(c)                                   //? county
  WITH e, weakest(way, w, e, z) AS path                                            //? county
  WITH e, weakest(way, w, e) AS path                                               //? !county
  WHERE (path <> 'simulated' OR e.origin = 'simulated') AND in_place(e: Enterprise)
  WITH e, collect(DISTINCT path) AS paths
  WITH head([o IN ['documented', 'reference', 'inferred', 'simulated'] WHERE o IN paths]) AS origin, CASE WHEN e.kind = 'unnamed group' THEN 1 ELSE 0 END AS group
  WITH origin, sum(1 - group) AS enterprises, sum(group) AS groups
  RETURN collect({origin: origin, programs: 0, enterprises: enterprises, groups: groups}) AS active
}
WITH by, r, t, weakest(by, r, t) AS base, trained + active AS found
UNWIND ['documented', 'reference', 'inferred', 'simulated'] AS origin
WITH by, r, t, origin, base, found, [x IN found WHERE x.origin = origin] AS here
WHERE here <> [] OR (origin = base AND none(x IN found WHERE x.origin <> 'simulated'))
RETURN by AS prioritised_by, r.tier AS tier, t AS sector, reduce(n = 0, x IN here | n + x.programs) AS programs,
       reduce(n = 0, x IN here | n + x.enterprises) AS enterprises, reduce(n = 0, x IN here | n + x.groups) AS groups, origin AS origin, r AS evidence
ORDER BY prioritised_by.id, tier, sector.id, origin
