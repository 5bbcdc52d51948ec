/* The number of relationships by type for each entity of a set. */
UNWIND $ids AS id
MATCH (n:Thing {id: id})-[r]-()
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
WITH id, type(r) AS type, count(r) AS count ORDER BY id, type
RETURN collect({id: id, type: type, count: count}) AS found
