/*
counts: of the three models, those with a recorded partnership
counts_zh: 三种模式中有合作记录的模式
scope: schools
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (s:Thing {id: school.id})-[r:PARTNERS_WITH WHERE visible(r)]->(x)
WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND coalesce(x.kind, 'named') <> 'unnamed group'
  AND r.form IN ['co-cultivation', 'shared expertise', 'collaborative platform']
// A simulated partnership is a separate unit and does not count for a recorded model.
RETURN DISTINCT scope.claim AS claim, r.form + CASE r.origin WHEN 'simulated' THEN ' (simulated)' ELSE '' END AS unit, 1 AS amount, 1 AS weight,
       weakest(school, r) AS origin
