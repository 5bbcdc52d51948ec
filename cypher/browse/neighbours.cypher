/* One page of the relationships of an entity with their other ends, sorted by type, other end, direction, discriminator. */
MATCH (n:Thing {id: $id})-[r]-(other)   //? both
MATCH (n:Thing {id: $id})-[r]->(other)  //? out
MATCH (n:Thing {id: $id})<-[r]-(other)  //? in
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND type(r) IN $types                               //? types
  AND any(label IN labels(other) WHERE label IN $labels)  //? labels
  AND type(r) >= $after_type                          //? after
WITH n, r, other, type(r) AS type, other.id AS id,
     CASE WHEN startNode(r) = n THEN 'out' ELSE 'in' END AS direction, coalesce(toString(r.year), r.form, r.crosswalk, '') AS part
WHERE type > $after_type OR id > $after_id OR (id = $after_id AND (direction > $after_direction OR (direction = $after_direction AND part > $after_part)))  //? after
WITH n, r, other, type, id, direction, part ORDER BY type, id, direction, part LIMIT $limit
RETURN collect({direction: direction, part: part, row: properties(r), type: type,
                own: n {.id, .name, .name_zh, .gloss_zh, .kind, .origin}, shown(other)}) AS rows
