/* Entities whose ids begin alike, with their names. */
CYPHER 5
MATCH (n:Thing)
WHERE n.id STARTS WITH $start
RETURN n {.id, .name, .name_zh, .gloss_zh} AS node
ORDER BY node.id LIMIT 500
