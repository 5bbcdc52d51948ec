/* The entities one relationship away from a set of entities, optionally without places that are not in $ends. */
UNWIND $ids AS id
MATCH (n:Thing {id: id})-[r]-(other)
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND (NOT other:County|Region OR other.id IN $ends)  //? !places
WITH DISTINCT other LIMIT $limit
RETURN collect(other.id) AS ids
