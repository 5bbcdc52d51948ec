/*
title: Which programs lie outside the prioritised sectors?
title_zh: 哪些专业点不在优先发展的产业之内？
about: >-
  Programs with no path to a prioritised sector: neither the program nor its catalogue major serves a prioritised sector, or an industry that
  belongs to one. Priorities of any framework or region count, a county's own priorities count for the programs of its schools; or only those of
  one framework, if it is given. `recorded` tells two things apart: true, it serves something, and that is not prioritised; false, nothing is
  recorded that it serves, so it is unknown. A simulated link never brings a real program inside. A framework whose items were not collected prioritises nothing here.
about_zh: >-
  列出与优先发展产业没有任何对应路径的专业点：专业点及其专业目录条目均不服务于优先产业领域，也不服务于属于该领域的行业。所有产业体系和地区的优先产业都计入，
  区县自身的优先产业只适用于本区县学校；也可只看某一产业体系。“有产业记载”区分两种情况：为真，表示有服务对象但不在优先之列；为假，表示没有任何记载，因而并不知道。
  模拟的对应关系不会使真实专业点算作“在内”。未收集条目的产业体系在此视为没有优先产业。
group: training
example: {county: "county:431024"}
sentence: "{program} [{program}:program has|programs have] no recorded path to a prioritised sector"
sentence_zh: "{program} 个专业点与优先产业没有已记载的对应路径"
place: program
params:
  county: {type: "County?", help: "Only programs of schools in this county.", help_zh: "只看该区县学校的专业点。"}
  framework: {type: "Framework?", help: "Only the priorities of this framework.", help_zh: "只看该产业体系的优先产业。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  program: Program
  schools: [School]
  status: str?
  serves: [Thing]
  recorded: bool
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
OPTIONAL MATCH (frame:Framework {id: $framework})                                  //? framework
MATCH (:County {id: $county})<-[l:LOCATED_IN WHERE visible(l)]-()<-[u:PART_OF WHERE visible(u)]-{0,2}()-[o:OFFERS WHERE visible(o)]->(p)  //? county
MATCH (p:Program WHERE p.id > '')  // in the order of the index                     //? !county
WITH DISTINCT p                                                                    //? !framework
WITH DISTINCT p, frame                                                             //? framework
WITH *, {origin: p.origin, valid_from_lo: p.opened_lo, valid_to_hi: p.closed_hi} AS life
WHERE visible(life) AND in_place(p: Program) AND NOT EXISTS {
  MATCH (p)-[a:OF_MAJOR WHERE visible(a)]->{0,1}()-[v:SERVES WHERE visible(v)]->()-[m:PART_OF|MAPS_TO WHERE visible(m)]->{0,4}(:Sector)<-[q:PRIORITISES WHERE visible(q)]-(by)
  WHERE (p.origin = 'simulated' OR weakest_of([v, q] + a + m) <> 'simulated')
    AND by = frame                                                                 //? framework
    AND (NOT by:County OR EXISTS { (p)<-[o2:OFFERS WHERE visible(o2)]-()-[u2:PART_OF WHERE visible(u2)]->{0,2}()-[l2:LOCATED_IN WHERE visible(l2)]->(by) })  //? !framework
}
WITH p ORDER BY p.id SKIP $_skip LIMIT $_limit
WITH p, [(s)-[o:OFFERS]->(p) WHERE visible(o) | o] AS offers,
     COLLECT { MATCH (p)-[a:OF_MAJOR WHERE visible(a)]->{0,1}()-[v:SERVES WHERE visible(v)]->(t)
               WHERE p.origin = 'simulated' OR weakest_of(a + [v]) <> 'simulated'
               RETURN a + [v] AS way ORDER BY t.id } AS ways
WITH p, offers, reduce(all = [], way IN ways | all + way) AS served, reduce(ends = [], way IN ways | CASE WHEN endNode(last(way)) IN ends THEN ends ELSE ends + [endNode(last(way))] END) AS serves
RETURN p AS program, [o IN offers | startNode(o)] AS schools, p.status AS status, serves AS serves, serves <> [] AS recorded,
       offers <> [] AND all(o IN offers WHERE coalesce(startNode(o).kind = 'unnamed group', false)) AS unnamed,
       weakest_of([p] + offers + served) AS origin, offers + served AS evidence
ORDER BY program.id
