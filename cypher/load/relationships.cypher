/* Write relationships of one type and stamp them with the load. A relationship is identified by its ends and its discriminators, any of
   which may be null. The *1..1 is for the planner: when a plain -[old:$($type)]-> is first planned in an empty database, its cached plan
   scans all relationships of the type for every row (measured: 100 million reads for 10,000 rows). With *1..1 the plan always expands from
   the start node, which has few relationships: the hubs (counties, industries, enterprises) are ends. */
CYPHER 5
MATCH (m:Meta {id: 'meta'}) WHERE m.load_id = $load_id
SET m.batch = $batch
WITH m
UNWIND $rows AS row
MATCH (a:Thing {id: row.start})
MATCH (b:Thing {id: row.end})
OPTIONAL MATCH (a)-[found*1..1]->(b)
WHERE all(old IN found WHERE type(old) = $type
  AND all(key IN $keys WHERE old[key] = row.properties[key] OR (old[key] IS NULL AND row.properties[key] IS NULL)))
WITH a, b, row, head(found) AS old
WITH a, b, row, old, properties(old) AS before
CALL (a, b, old) {
  WITH a, b, old WHERE old IS NULL
  CREATE (a)-[r:$($type)]->(b)
  RETURN r
  UNION
  WITH old WHERE old IS NOT NULL
  RETURN old AS r
}
WITH r, before, row.properties AS own
WITH r, own, before IS NULL AS created,
     coalesce(before = CASE WHEN before.load IS NULL THEN own ELSE own {.*, load: before.load} END, false) AS same
SET r = own, r.load = $load_id
RETURN count(*) AS rows, sum(CASE WHEN created THEN 1 ELSE 0 END) AS created, sum(CASE WHEN same THEN 1 ELSE 0 END) AS unchanged
