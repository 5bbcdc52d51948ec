/* Of which packages the database holds entities, and how many; entities without a package count as null. */
CYPHER 5
MATCH (n:Thing)
RETURN n.package AS package, count(*) AS rows
ORDER BY package
