/*
counts: enterprises known by name there that operate in the sector
counts_zh: 当地从事该产业的已知名称企业
scope: places
*/
UNWIND $scopes AS scope
UNWIND scope.places AS place
MATCH (:Thing {id: place.id})<-[l:LOCATED_IN WHERE visible(l)]-(x:Enterprise)-[r:OPERATES_IN WHERE visible(r)]->()-[m:PART_OF|MAPS_TO WHERE visible(m)]->{0,4}(t:Sector)
WHERE coalesce(x.kind, 'named') <> 'unnamed group' AND EXISTS { (t)<-[about:ABOUT WHERE visible(about)]-(:Thing {id: scope.claim}) }
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest_of([place, l, r] + m) AS origin
