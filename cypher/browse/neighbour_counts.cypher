/* The number of relationships of an entity by type, direction and type of the other end, with distinct other ends and counts by origin. */
MATCH (n:Thing {id: $id})-[r]-(other)
USING INDEX SEEK n:Thing(id)
WHERE visible(r)
  AND type(r) IN $types                               //? types
WITH type(r) AS type, CASE WHEN startNode(r) = n THEN 'out' ELSE 'in' END AS direction, head([label IN labels(other) WHERE label <> 'Thing']) AS node_type,
     count(r) AS relationships, count(DISTINCT other) AS things,
     sum(CASE WHEN r.year IS NULL AND r.valid_from IS NULL AND r.valid_to IS NULL THEN 1 ELSE 0 END) AS undated,
     sum(CASE WHEN r.origin = 'documented' THEN 1 ELSE 0 END) AS documented, sum(CASE WHEN r.origin = 'reference' THEN 1 ELSE 0 END) AS reference,
     sum(CASE WHEN r.origin = 'inferred' THEN 1 ELSE 0 END) AS inferred, sum(CASE WHEN r.origin = 'simulated' THEN 1 ELSE 0 END) AS simulated
ORDER BY type, direction, node_type
RETURN collect({type: type, direction: direction, node_type: node_type, relationships: relationships, things: things, undated: undated,
                origins: {documented: documented, reference: reference, inferred: inferred, simulated: simulated}}) AS rows
