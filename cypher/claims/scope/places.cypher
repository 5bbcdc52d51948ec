/*
The places in the scope of each claim: the regions it is about, or those of the group of schools it is about, and all their parts.
The shortest path to a place counts; its weakest part is the origin of the place.
*/
UNWIND $claims AS id
MATCH (k:Thing {id: id})-[b:ABOUT WHERE visible(b)]->()-[w:LOCATED_IN WHERE visible(w)]->{0,1}(region:Region)
MATCH (region)<-[up:PART_OF WHERE visible(up)]-{0,3}(at)
WITH k, at, [b] + w + up AS way ORDER BY size(way)
WITH k, at, head(collect(way)) AS way
RETURN k.id AS claim, CASE WHEN k.period =~ '[0-9]{4}' THEN k.period END AS year,
       CASE WHEN k.scope CONTAINS 'higher' THEN ['higher vocational'] WHEN k.scope CONTAINS 'secondary' THEN ['secondary']
            ELSE ['secondary', 'higher vocational', 'vocational undergraduate'] END AS levels,
       collect({claim: k.id, id: at.id, steps: size(way), origin: weakest_of(way)}) AS places
