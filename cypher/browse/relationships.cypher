/* The relationships of one node, in the order of a key that a page can go on from. */
CYPHER 5
MATCH (n:Thing {id: $id})-[r]-(other:Thing)
WHERE ($origin IS NULL OR r.origin IN $origin)
  AND ($type IS NULL OR type(r) = $type)
  AND ($as_of IS NULL OR (coalesce(r.valid_from_lo <= $as_of, true) AND coalesce(r.valid_to_hi >= $as_of, true) AND coalesce(r.year <= $as_of_year, true)))
WITH r, other, type(r) + '~' + startNode(r).id + '~' + endNode(r).id + '~' + coalesce(toString(r.year), r.form, r.crosswalk, '') AS key
WHERE key > $after
RETURN key, {type: type(r), start: startNode(r).id, end: endNode(r).id, row: properties(r)} AS edge,
       other {.id, .name, .name_zh, .kind, .origin} AS other
ORDER BY key
LIMIT $limit
