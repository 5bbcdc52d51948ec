/* How many rows of packages the database holds, nodes and relationships. */
CYPHER 5
CALL () {
  MATCH (n:Thing) WHERE n.package IS NOT NULL RETURN count(n) AS some
  UNION ALL
  MATCH (:Thing)-[r]->(:Thing) WHERE r.package IS NOT NULL RETURN count(r) AS some
}
RETURN sum(some) AS rows
