/* The number of entities by package; entities without a package are counted under null. */
CYPHER 5
MATCH (n:Thing)
RETURN n.package AS package, count(*) AS rows
ORDER BY package
