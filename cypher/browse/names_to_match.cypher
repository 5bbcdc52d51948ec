/*
  Every entity that a spreadsheet may contain, with its names and the entities it is located in or part of. Unnamed groups are left out.
  So are working translations, search words and Chinese names that are weak: none of them is a name of a register.
*/
CYPHER 5
MATCH (n:Thing)
WHERE any(label IN labels(n) WHERE label IN $labels) AND coalesce(n.kind, '') <> 'unnamed group'
RETURN n.id AS id, n.name AS name, CASE WHEN n.name_zh_certainty IS NULL THEN n.name_zh END AS name_zh, n.aliases AS aliases, n.code AS code, n.kind AS kind, n.level AS level, n.origin AS origin,
       COLLECT { MATCH (n)-[:LOCATED_IN|PART_OF]->(p:Thing) WHERE NOT p:Industry RETURN p.id } +
       COLLECT { MATCH (s:School)-[:OFFERS]->(n) RETURN s.id } AS within
