/* How many relationships of each type each of a set of things has. */
UNWIND $ids AS id
MATCH (n:Thing {id: id})-[r]-()
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
WITH id, type(r) AS type, count(r) AS count ORDER BY id, type
RETURN collect({id: id, type: type, count: count}) AS found
