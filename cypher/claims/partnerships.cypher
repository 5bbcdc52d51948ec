/*
counts: pairs of a named school and a named enterprise with a partnership
counts_zh: 有合作关系的具名学校与具名企业的组合
scope: schools
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (s:Thing {id: school.id})-[r:PARTNERS_WITH WHERE visible(r)]->(x)
WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND coalesce(x.kind, 'named') <> 'unnamed group'
RETURN DISTINCT scope.claim AS claim, s.id + '~' + x.id AS unit, 1 AS amount, 1 AS weight, weakest(school, r) AS origin
