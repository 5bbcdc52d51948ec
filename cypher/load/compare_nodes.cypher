/* Dry run of nodes.cypher. */
CYPHER 5
UNWIND $rows AS row
OPTIONAL MATCH (n:Thing {id: row.id})
WITH n IS NULL AS created, properties(n) AS before, row
WITH created, coalesce(before = CASE WHEN before.load IS NULL THEN row ELSE row {.*, load: before.load} END, false) AS same
RETURN count(*) AS rows, sum(CASE WHEN created THEN 1 ELSE 0 END) AS created, sum(CASE WHEN same THEN 1 ELSE 0 END) AS unchanged
