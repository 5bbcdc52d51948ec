/* The pairs of related entities from two sets. */
UNWIND $ids AS id
MATCH (n:Thing {id: id})-[r]-(other)
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND other.id IN $others
WITH DISTINCT id, other.id AS other LIMIT $limit
RETURN collect([id, other]) AS pairs
