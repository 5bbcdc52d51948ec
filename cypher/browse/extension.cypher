/* Entities and their neighbours by some relationship types, for the columns added to a matched spreadsheet: at most $most per type. */
CYPHER 5
UNWIND $ids AS id
MATCH (n:Thing {id: id})
RETURN properties(n) AS node,
       COLLECT {
         UNWIND $outgoing AS kind
         CALL (n, kind) { MATCH (n)-[r]->(m:Thing) WHERE type(r) = kind WITH DISTINCT m ORDER BY m.id LIMIT $most RETURN m }
         RETURN {kind: kind, node: m {.id, .name, .name_zh, .origin}}
       } AS outgoing,
       COLLECT {
         UNWIND $incoming AS kind
         CALL (n, kind) { MATCH (n)<-[r]-(m:Thing) WHERE type(r) = kind WITH DISTINCT m ORDER BY m.id LIMIT $most RETURN m }
         RETURN {kind: kind, node: m {.id, .name, .name_zh, .origin}}
       } AS incoming
