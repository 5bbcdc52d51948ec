/* Delete the package relationships that this load did not write. Runs in its own transactions. */
CYPHER 5
MATCH (m:Meta {id: 'meta'}) WHERE m.load_id = $load_id
MATCH (:Thing)-[r]->(:Thing) WHERE r.package IS NOT NULL AND (r.load IS NULL OR r.load <> $load_id)
CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS removed
