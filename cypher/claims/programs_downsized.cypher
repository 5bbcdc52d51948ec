/*
counts: programs of named schools that were downsized, in any year
counts_zh: 具名学校压缩的专业点，不限年份
scope: schools
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (s:Thing {id: school.id})-[o:OFFERS WHERE visible(o)]->(p)
WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND p.level IN scope.levels
  AND p.status = 'downsized'
RETURN DISTINCT scope.claim AS claim, p.id AS unit, 1 AS amount, 1 AS weight, weakest(school, o) AS origin
