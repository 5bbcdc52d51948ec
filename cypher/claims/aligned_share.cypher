/*
counts: per cent of programs of named schools, not closed, with a path to a sector that a framework prioritises
counts_zh: 具名学校未停办的专业点中，与产业体系优先产业有对应路径者所占百分比
scope: schools
share: true
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (s:Thing {id: school.id})-[o:OFFERS WHERE visible(o)]->(p)
WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND p.level IN scope.levels AND coalesce(p.status, 'unknown') <> 'closed'
OPTIONAL MATCH (p)-[a:OF_MAJOR WHERE visible(a)]->{0,1}()-[v:SERVES WHERE visible(v)]->()-[m:PART_OF|MAPS_TO WHERE visible(m)]->{0,4}(:Sector)<-[q:PRIORITISES WHERE visible(q)]-(:Framework)
WHERE p.origin = 'simulated' OR weakest_of([v, q] + a + m) <> 'simulated'
RETURN DISTINCT scope.claim AS claim, p.id AS unit, CASE WHEN q IS NULL THEN 0 ELSE 1 END AS amount, 1 AS weight,
       weakest_of([school, o] + CASE WHEN q IS NULL THEN [] ELSE [v, q] + a + m END) AS origin
