/* The relationships of one type between two nodes. The caller selects the one with the right discriminators. */
CYPHER 5
MATCH (a:Thing {id: $start})-[r]->(b:Thing {id: $end})
WHERE type(r) = $type
RETURN {type: type(r), start: a.id, end: b.id, row: properties(r)} AS edge,
       a {.id, .name, .name_zh, .kind, .origin} AS start, b {.id, .name, .name_zh, .kind, .origin} AS end
