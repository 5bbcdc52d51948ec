/* The sources of a set of entities, and sources by id. */
CALL () {
  MATCH (n:Thing)
  USING INDEX SEEK n:Thing(id)
  WHERE n.id IN $things
  UNWIND n.sources AS source
  RETURN source
  UNION
  UNWIND $sources AS source
  RETURN source
}
WITH DISTINCT source
MATCH (s:Thing {id: source})
USING INDEX SEEK s:Thing(id)
WHERE s:Source
WITH s ORDER BY s.id
RETURN collect(properties(s)) AS sources
