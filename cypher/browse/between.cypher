/* All relationships between the two entities of each pair, in both directions. */
UNWIND $pairs AS pair
MATCH (a:Thing {id: pair[0]})
USING INDEX SEEK a:Thing(id)
MATCH (b:Thing {id: pair[1]})
USING INDEX SEEK b:Thing(id)
MATCH (a)-[r]-(b)
WHERE visible(r)
WITH pair, r, startNode(r) AS start, endNode(r) AS end ORDER BY type(r), start.id, coalesce(toString(r.year), r.form, r.crosswalk, '')
WITH pair, collect({type: type(r), start: start {.id, .name, .name_zh, .gloss_zh, .kind, .origin},
                    end: end {.id, .name, .name_zh, .gloss_zh, .kind, .origin}, row: properties(r)}) AS edges
RETURN collect({pair: pair, edges: edges[..$limit]}) AS found
