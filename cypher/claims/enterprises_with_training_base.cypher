/*
counts: enterprises known by name there that run a training base
counts_zh: 当地举办实训基地的已知名称企业
scope: places
*/
UNWIND $scopes AS scope
UNWIND scope.places AS place
MATCH (:Thing {id: place.id})<-[l:LOCATED_IN WHERE visible(l)]-(x:Enterprise)-[r:RUNS WHERE visible(r)]->(y)
WHERE coalesce(x.kind, 'named') <> 'unnamed group' AND y.kind = 'training base'
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest(place, l, r) AS origin
