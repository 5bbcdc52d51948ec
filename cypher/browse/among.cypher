/* The relationships within a set of entities, in the order of their ids. */
UNWIND $ids AS id
MATCH (n:Thing {id: id})-[r]->(other)
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND type(r) IN $types                               //? typed
  AND other.id IN $ids
WITH n, r, other, type(r) AS type, id AS start, other.id AS end, coalesce(toString(r.year), r.form, r.crosswalk, '') AS part
ORDER BY type, start, end, part LIMIT $limit
RETURN collect({type: type, start: n {.id, .name, .name_zh, .gloss_zh, .kind, .origin}, end: other {.id, .name, .name_zh, .gloss_zh, .kind, .origin},
                row: properties(r)}) AS edges
