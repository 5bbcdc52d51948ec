/* Dry run of relationships.cypher, which explains the *1..1. */
CYPHER 5
UNWIND $rows AS row
OPTIONAL MATCH (a:Thing {id: row.start})
OPTIONAL MATCH (b:Thing {id: row.end})
OPTIONAL MATCH (a)-[found*1..1]->(b)
WHERE all(old IN found WHERE type(old) = $type
  AND all(key IN $keys WHERE old[key] = row.properties[key] OR (old[key] IS NULL AND row.properties[key] IS NULL)))
WITH row, head(found) AS old
WITH old IS NULL AS created, properties(old) AS before, row.properties AS own
WITH created,
     coalesce(before = CASE WHEN before.load IS NULL THEN own ELSE own {.*, load: before.load} END, false) AS same
RETURN count(*) AS rows, sum(CASE WHEN created THEN 1 ELSE 0 END) AS created, sum(CASE WHEN same THEN 1 ELSE 0 END) AS unchanged
