/* The neighbours of a set of entities: for each entity and relationship type, the first neighbours that are not in $known. */
UNWIND range(0, size($ids) - 1) AS place
MATCH (n:Thing {id: $ids[place]})-[r]-(other)
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND ((type(r) IN $outward AND startNode(r) = n) OR (type(r) IN $inward AND endNode(r) = n))  //? typed
  AND NOT other.id IN $known
WITH DISTINCT place, type(r) AS type, other.id AS id ORDER BY place, type, id
WITH place, type, collect(id) AS ids
RETURN collect({place: place, type: type, ids: ids[..$room]}) AS found
