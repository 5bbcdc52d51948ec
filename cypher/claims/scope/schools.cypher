/*
The schools at the places of each claim, with their units. The shortest path to a school counts; its weakest part is the origin of the school.
*/
UNWIND $places AS place
MATCH (:Thing {id: place.id})<-[l:LOCATED_IN WHERE visible(l)]-(:School)<-[u:PART_OF WHERE visible(u)]-{0,2}(s)
WITH place, s, u, weakest_of([place, l] + u) AS origin ORDER BY place.steps + size(u)
WITH place.claim AS claim, s, head(collect(origin)) AS origin
RETURN claim, collect({id: s.id, origin: origin}) AS schools
