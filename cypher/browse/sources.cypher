/* The sources that a set of things rests on, and sources that are named by their ids. */
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
