/* Write nodes of one type and stamp them with the load. Meta is matched first, so a superseded load matches nothing and ends here. */
CYPHER 5
MATCH (m:Meta {id: 'meta'}) WHERE m.load_id = $load_id
SET m.batch = $batch
WITH m
UNWIND $rows AS row
MERGE (n:Thing {id: row.id})
WITH n, row, properties(n) AS before
WITH n, row, before.name IS NULL AS created,
     before = CASE WHEN before.load IS NULL THEN row ELSE row {.*, load: before.load} END AS same
SET n = row, n.load = $load_id, n:$($type)
RETURN count(*) AS rows, sum(CASE WHEN created THEN 1 ELSE 0 END) AS created, sum(CASE WHEN same THEN 1 ELSE 0 END) AS unchanged
