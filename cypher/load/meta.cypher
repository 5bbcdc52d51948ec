/* The data is complete. With $load_id: only when no other load has taken over meanwhile (then there is no record). */
CYPHER 5
MERGE (m:Meta {id: 'meta'})
WITH m WHERE $load_id IS NULL OR m.load_id = $load_id
SET m = $meta
RETURN m.id AS id
