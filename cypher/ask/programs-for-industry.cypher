/*
title: Which programs train for an industry or a sector?
title_zh: 哪些专业点面向某一产业？
about: >-
  Programs that serve the industry or sector asked for: directly, or because their catalogue major does. An industry also counts what serves
  a class within it and what serves the sector it belongs to; a sector also counts what serves an industry that belongs to it. `target` is what
  the program actually serves, `crosswalk` by which reading, and `major` is filled when the link goes through the catalogue. Two independent
  links are two rows, because they are not equally strong.
about_zh: >-
  列出服务于所查产业（国民经济行业或产业领域）的专业点：直接对应，或经由其专业目录条目对应。查行业时，也包括服务于其下级行业以及其所属产业领域的专业点；
  查产业领域时，也包括服务于其所含行业的专业点。“面向产业”是实际服务的对象，“对应方式”说明如何对应；经由专业目录对应时显示专业。两条独立的对应关系强弱不同，分列两行。
group: training
example: {sector: "sector:silver"}
sentence: "{program} [{program}:program trains|programs train] for it"
sentence_zh: "{program} 个专业点面向该产业"
flow: {from: program, to: target}
place: program
params:
  industry: {type: "Industry?", help: "An industry of GB/T 4754.", help_zh: "国民经济行业（GB/T 4754）。"}
  sector: {type: "Sector?", help: "A sector as a framework or a source names it.", help_zh: "产业体系或来源所称的产业领域。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  program: Program
  schools: [School]
  target: Thing
  crosswalk: str
  major: Major?
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (i:Industry {id: $industry})                                                                            //? industry
UNWIND COLLECT { MATCH (i)<-[d:PART_OF WHERE visible(d)]-{0,4}(t) RETURN {target: t, chain: d} }               //? industry
     + COLLECT { MATCH (i)-[u:PART_OF|MAPS_TO WHERE visible(u)]->{1,5}(t:Sector) RETURN {target: t, chain: u} } AS reached   //? industry
WITH reached.target AS target, head(collect(reached.chain)) AS chain                                          //? industry
WITH [] AS chain                                                                                              //? !industry
MATCH (:Sector {id: $sector})<-[m:PART_OF|MAPS_TO WHERE visible(m)]-{0,4}(target)                              //? sector
WITH target, head(collect(chain + m)) AS chain                                                                //? sector
MATCH (target)<-[v:SERVES WHERE visible(v)]-(x)<-[a:OF_MAJOR WHERE visible(a)]-{0,1}(p:Program)
WHERE in_place(p: Program)
WITH p, target, v, a, x, chain ORDER BY p.id, target.id, size(a), v.crosswalk, x.id SKIP $_skip LIMIT $_limit
WITH p, target, v, a, x, chain, [(s)-[o:OFFERS]->(p) WHERE visible(o) | o] AS offers
WITH p, target, v, a, x, [o IN offers | startNode(o)] AS schools, a + [v] + chain + offers AS evidence
RETURN p AS program, schools AS schools, target AS target, v.crosswalk AS crosswalk, CASE WHEN a <> [] THEN x END AS major,
       schools <> [] AND all(s IN schools WHERE coalesce(s.kind = 'unnamed group', false)) AS unnamed,
       weakest_of(evidence) AS origin, evidence AS evidence
ORDER BY program.id, target.id, size(a), crosswalk, x.id
