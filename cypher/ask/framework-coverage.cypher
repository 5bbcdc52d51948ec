/*
title: How well do programs and enterprises cover the prioritised sectors?
title_zh: 优先发展的产业有多少专业点和企业？
about: >-
  For each sector that a framework, a county or a region prioritises: the programs that train for it (directly, through their major, or
  through an industry that belongs to it) and the named enterprises that operate in it. Each origin has a row of its own, and a program or enterprise
  reached on several paths is counted once, under the strongest. A simulated link does not count for a real program or enterprise. A sector without any has a row of zeros. Programs that only unnamed
  groups of schools run and unnamed groups of enterprises are not counted; `groups` says how many there are. The programs
  behind a number are listed by `programs-for-industry` with the sector.
about_zh: >-
  对产业体系、区县或地区列为优先的每个产业领域，统计服务于它的专业点（直接、经专业目录或经所属行业）和从事它的具名企业。不同数据性质分行；
  经多条路径到达的只计一次，归入最强的一类；模拟的对应关系不计入真实的专业点和企业。没有任何对应的产业领域显示为零。仅由未具名学校群体开设的专业点和未具名企业群体不计数，其数量见 groups。
  数字背后的专业点可用“哪些专业点面向某一产业”按该领域查看。
group: training
example: {framework: "framework:hunan-4x4"}
sentence: "{sector} prioritised sectors"
sentence_zh: "{sector} 个优先发展的产业领域"
params:
  framework: {type: "Framework?", help: "Only the sectors of this framework.", help_zh: "只看该产业体系的产业领域。"}
  county: {type: "County?", help: "Only programs and enterprises of this county.", help_zh: "只计该区县的专业点和企业。"}
  limit: {type: int, default: 100, max: 1000, help: "At most this many rows.", help_zh: "最多返回的行数。"}
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
MATCH (by:Framework {id: $framework})                                              //? framework
MATCH (by)-[r:PRIORITISES WHERE visible(r)]->(t)
CALL (*) {
  MATCH (t)<-[m:PART_OF|MAPS_TO WHERE visible(m)]-{0,4}()<-[v:SERVES WHERE visible(v)]-()<-[a:OF_MAJOR WHERE visible(a)]-{0,1}(p:Program)
  WHERE EXISTS { (p)<-[o:OFFERS WHERE visible(o)]-()-[u:PART_OF WHERE visible(u)]->{0,2}()-[x:LOCATED_IN WHERE visible(x)]->(c) }  //? county
  WITH p, collect(DISTINCT weakest_of([r, p, v] + m + a)) AS all
  WITH p, [x IN all WHERE x <> 'simulated' OR p.origin = 'simulated'] AS paths
  WHERE paths <> []
  RETURN collect({program: true, paths: paths, group: EXISTS { (p)<-[o1:OFFERS WHERE visible(o1)]-({kind: 'unnamed group'}) }
                                            AND NOT EXISTS { (p)<-[o2:OFFERS WHERE visible(o2)]-(s) WHERE coalesce(s.kind, 'named') <> 'unnamed group' }}) AS programs
}
CALL (*) {
  MATCH (t)<-[m:PART_OF|MAPS_TO WHERE visible(m)]-{0,4}()<-[w:OPERATES_IN WHERE visible(w)]-(e)
  WHERE EXISTS { (e)-[x:LOCATED_IN WHERE visible(x)]->(c) }                        //? county
  WITH e, collect(DISTINCT weakest_of([r, e, w] + m)) AS all
  WITH e, [x IN all WHERE x <> 'simulated' OR e.origin = 'simulated'] AS paths
  WHERE paths <> []
  RETURN collect({program: false, paths: paths, group: coalesce(e.kind = 'unnamed group', false)}) AS enterprises
}
WITH by, r, t, weakest(by, r, t) AS base, [x IN programs + enterprises | x {.program, .group, origin: head([o IN ['documented', 'reference', 'inferred', 'simulated'] WHERE o IN x.paths])}] AS found
UNWIND ['documented', 'reference', 'inferred', 'simulated'] AS origin
WITH by, r, t, origin, base, found, [x IN found WHERE x.origin = origin] AS here
WHERE here <> [] OR (origin = base AND none(x IN found WHERE x.origin <> 'simulated'))
RETURN by AS prioritised_by, r.tier AS tier, t AS sector, size([x IN here WHERE x.program AND NOT x.group]) AS programs,
       size([x IN here WHERE NOT x.program AND NOT x.group]) AS enterprises, size([x IN here WHERE x.group]) AS groups, origin AS origin, r AS evidence
ORDER BY prioritised_by.id, tier, sector.id, origin
