/* The Meta node: state, data version, packages, counts. */
CYPHER 5
OPTIONAL MATCH (m:Meta {id: 'meta'})
RETURN properties(m) AS meta
