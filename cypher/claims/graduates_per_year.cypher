/*
counts: graduates with a stated number who went to recorded enterprises in the latest year
counts_zh: 最近一年去往已记载企业且写明人数的毕业生
scope: schools
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (:Thing {id: school.id})-[o:OFFERS WHERE visible(o)]->()-[f:FEEDS WHERE visible(f)]->()
WHERE f.graduates IS NOT NULL AND f.year IS NOT NULL
WITH scope.claim AS claim, weakest(school, o, f) AS origin, f
// Only the latest year of each origin.
WITH claim, origin, max(f.year) AS latest, collect(f) AS flows
UNWIND flows AS f
WITH * WHERE f.year = latest
RETURN DISTINCT claim, elementId(f) AS unit, f.graduates AS amount, 1 AS weight, origin
