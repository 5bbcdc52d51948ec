/*
counts: programs of named schools that opened; in any year where the period names none
counts_zh: 具名学校新开的专业点；时期未注明年份时不限年份
scope: schools
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (s:Thing {id: school.id})-[o:OFFERS WHERE visible(o)]->(p)
WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND p.level IN scope.levels
  AND p.opened IS NOT NULL AND (scope.year IS NULL OR left(p.opened, 4) = scope.year)
RETURN DISTINCT scope.claim AS claim, p.id AS unit, 1 AS amount, 1 AS weight, weakest(school, o) AS origin
