/* What relationships.cypher would do, without doing it. */
CYPHER 5
UNWIND $rows AS row
OPTIONAL MATCH (:Thing {id: row.start})-[old:$($type)]->(:Thing {id: row.end})
WHERE all(key IN $keys WHERE old[key] = row.properties[key] OR (old[key] IS NULL AND row.properties[key] IS NULL))
WITH old IS NULL AS created, properties(old) AS before, row.properties AS own
WITH created,
     coalesce(before = CASE WHEN before.load IS NULL THEN own ELSE own {.*, load: before.load} END, false) AS same
RETURN count(*) AS rows, sum(CASE WHEN created THEN 1 ELSE 0 END) AS created, sum(CASE WHEN same THEN 1 ELSE 0 END) AS unchanged
