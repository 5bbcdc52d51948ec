/* The things that one relationship leads to from a set of things; places may be passed by, unless they are an end. */
UNWIND $ids AS id
MATCH (n:Thing {id: id})-[r]-(other)
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND (NOT other:County|Region OR other.id IN $ends)  //? !places
WITH DISTINCT other LIMIT $limit
RETURN collect(other.id) AS ids
