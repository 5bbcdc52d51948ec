/* The schools that offer each program, by id. */
CYPHER 5
MATCH (p:Program)
USING INDEX SEEK p:Program(id)
WHERE p.id IN $ids
MATCH (s)-[:OFFERS]->(p)
WITH p, s ORDER BY s.id
RETURN p.id AS id, collect(s {.id, .name, .name_zh}) AS schools
