/* Delete the package nodes that this load did not write. Runs in its own transactions. */
CYPHER 5
MATCH (m:Meta {id: 'meta'}) WHERE m.load_id = $load_id
MATCH (n:Thing) WHERE n.package IS NOT NULL AND (n.load IS NULL OR n.load <> $load_id)
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS removed
