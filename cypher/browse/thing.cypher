/* One node by its id. */
CYPHER 5
MATCH (n:Thing {id: $id})
RETURN properties(n) AS node
