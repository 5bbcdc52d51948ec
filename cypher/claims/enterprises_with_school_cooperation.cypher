/*
counts: enterprises known by name there with a partnership
counts_zh: 当地有校企合作的已知名称企业
scope: places
*/
UNWIND $scopes AS scope
UNWIND scope.places AS place
MATCH (:Thing {id: place.id})<-[l:LOCATED_IN WHERE visible(l)]-(x:Enterprise)-[r:PARTNERS_WITH WHERE visible(r)]-()
WHERE coalesce(x.kind, 'named') <> 'unnamed group'
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest(place, l, r) AS origin
