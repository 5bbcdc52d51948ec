/* The number of entities and relationships that cite a source, by type and origin. Lists have no index, so every row is checked, once for all types. */
CALL () {
  MATCH (n:Thing)
  WHERE $source IN n.sources
    AND n.origin IN $origin                             //? origin
  RETURN 'thing' AS what, head([label IN labels(n) WHERE label <> 'Thing']) AS type, n.origin AS origin, count(n) AS count, 0 AS undated
  UNION ALL
  MATCH ()-[r]->()
  WHERE $source IN r.sources
    AND visible(r)
  RETURN 'relationship' AS what, type(r) AS type, r.origin AS origin, count(r) AS count,
         sum(CASE WHEN r.year IS NULL AND r.valid_from IS NULL AND r.valid_to IS NULL THEN 1 ELSE 0 END) AS undated
}
RETURN collect({what: what, type: type, origin: origin, count: count, undated: undated}) AS rows
