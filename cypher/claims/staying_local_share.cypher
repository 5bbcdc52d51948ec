/*
counts: "per cent of the school's graduates with a stated number whose enterprise lies in the school's county"
counts_zh: 该校写明人数的毕业生中，企业位于学校所在区县者所占百分比
scope: about
share: true
*/
UNWIND $scopes AS scope
MATCH (k:Thing {id: scope.claim})-[b:ABOUT WHERE visible(b)]->(:School)<-[u:PART_OF WHERE visible(u)]-{0,2}(s)
MATCH (s)-[o:OFFERS WHERE visible(o)]->()-[f:FEEDS WHERE visible(f)]->(e)
WHERE f.graduates > 0
MATCH (e)-[l:LOCATED_IN WHERE visible(l)]->(c:County)
RETURN DISTINCT scope.claim AS claim, elementId(f) AS unit,
       CASE WHEN EXISTS { (k)-[b2:ABOUT WHERE visible(b2)]->(:School)-[l2:LOCATED_IN WHERE visible(l2)]->(c) } THEN f.graduates ELSE 0 END AS amount,
       f.graduates AS weight, weakest_of([b, o, f, l] + u) AS origin
