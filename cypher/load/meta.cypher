/* Mark the data as complete. With $load_id: only if no other load has taken over; otherwise no record is returned. */
CYPHER 5
MERGE (m:Meta {id: 'meta'})
WITH m WHERE $load_id IS NULL OR m.load_id = $load_id
SET m = $meta
RETURN m.id AS id
