/* The number of nodes and relationships that belong to packages. */
CYPHER 5
CALL () {
  MATCH (n:Thing) WHERE n.package IS NOT NULL RETURN count(n) AS some
  UNION ALL
  MATCH (:Thing)-[r]->(:Thing) WHERE r.package IS NOT NULL RETURN count(r) AS some
}
RETURN sum(some) AS rows
