/*
counts: enterprises known by name that the facility supports
counts_zh: 设施服务的已知名称企业
scope: about
*/
UNWIND $scopes AS scope
MATCH (:Thing {id: scope.claim})-[b:ABOUT WHERE visible(b)]->(:Facility)-[r:SUPPORTS WHERE visible(r)]->(x)
WHERE coalesce(x.kind, 'named') <> 'unnamed group'
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest(b, r) AS origin
