/* One school of each program, by id. A real school comes before a simulated one. */
CYPHER 5
MATCH (p:Program)
USING INDEX SEEK p:Program(id)
WHERE p.id IN $ids
MATCH (s)-[:OFFERS]->(p)
WITH p, s ORDER BY s.origin = 'simulated', s.id
RETURN p.id AS id, head(collect(s {.id, .name, .name_zh})) AS school
