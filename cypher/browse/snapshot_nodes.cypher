/* A chunk of all entities in the order of their ids, as one record of packed columns. One record per row takes five times as long. */
CYPHER 5
MATCH (n:Thing) WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $most
WITH collect(n) AS found
RETURN [n IN found | n.id] AS id, [n IN found | id(n)] AS number, [n IN found | n.origin] AS origin,
       [n IN found | n.kind] AS kind, [n IN found | n.level] AS level, [n IN found | n.status] AS status, [n IN found | n.code] AS code,
       [n IN found | n.group] AS group, [n IN found | n.major_class] AS major_class,
       [n IN found | CASE WHEN n:Program THEN head([(n)<-[o:OFFERS]-() WHERE o.recruited_years <> [] | o.recruited_years]) END] AS recruited,
       [n IN found | n.enrolment] AS enrolment, [n IN found | n.employees] AS employees,
       [n IN found | coalesce(n.opened_lo, n.founded_lo, n.date_lo)] AS begun, [n IN found | n.closed_hi] AS ended,
       [n IN found | n.proof] AS proof,
       [n IN found | CASE WHEN n.seat_lon IS NOT NULL AND n.seat_lat IS NOT NULL THEN [n.seat_lon, n.seat_lat] END] AS seat,
       [n IN found | CASE WHEN n:Sector OR n:Industry OR n:Major OR n:Program THEN n.name END] AS name,
       [n IN found | CASE WHEN n:Sector OR n:Industry OR n:Major OR n:Program THEN n.name_zh END] AS name_zh
