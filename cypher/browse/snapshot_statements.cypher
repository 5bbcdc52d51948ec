/* Claims with their subjects, and coverage statements. There are few rows, and each is read completely. */
CYPHER 5
CALL () {
  MATCH (c:Claim)
  RETURN collect({id: c.id, metric: c.metric, value: c.value, qualifier: c.qualifier, unit: c.unit, scope: c.scope, scope_zh: coalesce(c.scope_zh, c.scope), period: c.period,
                  about: COLLECT { MATCH (c)-[:ABOUT]->(x) RETURN x.id }}) AS claims
}
CALL () {
  MATCH (v:Coverage)
  RETURN collect({id: v.id, scope: v.scope, sought: v.sought, status: v.status}) AS coverage
}
RETURN claims, coverage
