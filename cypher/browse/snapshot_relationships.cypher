/* The relationships that start in a chunk of entities, by type, as packed columns. Ends are the internal numbers of the database, which are short. */
CYPHER 5
MATCH (a:Thing) WHERE a.id > $after AND a.id <= $last
MATCH (a)-[r]->()
WITH type(r) AS type, collect(r) AS found
RETURN type, [r IN found | id(startNode(r))] AS start, [r IN found | id(endNode(r))] AS end, [r IN found | r.origin] AS origin,
       [r IN found | r.year] AS year, [r IN found | r.graduates] AS graduates,
       [r IN found | coalesce(r.crosswalk, r.form, r.tier, r.role)] AS part, [r IN found | r.certainty] AS certainty,
       [r IN found | r.valid_from_lo] AS since, [r IN found | r.valid_to_hi] AS until
