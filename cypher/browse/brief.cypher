/* Entities in short form, by id. */
MATCH (n:Thing)
USING INDEX SEEK n:Thing(id)
WHERE n.id IN $ids
RETURN collect(n {.id, .name, .name_zh, .gloss_zh, .kind, .origin}) AS things
