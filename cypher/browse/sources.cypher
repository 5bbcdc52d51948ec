/* The sources that a set of things rests on, and sources that are named by their ids. */
CALL () {
  MATCH (n:Thing) WHERE n.id IN $things
  UNWIND n.sources AS source
  RETURN source
  UNION
  UNWIND $sources AS source
  RETURN source
}
WITH DISTINCT source
MATCH (s:Source {id: source})
WITH s ORDER BY s.id
RETURN collect(properties(s)) AS sources
