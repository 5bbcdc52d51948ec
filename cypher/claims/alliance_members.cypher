/*
counts: members known by name
counts_zh: 已知名称的成员
scope: about
*/
UNWIND $scopes AS scope
MATCH (:Thing {id: scope.claim})-[b:ABOUT WHERE visible(b)]->(:Alliance)<-[r:MEMBER_OF WHERE visible(r)]-(x)
WHERE coalesce(x.kind, 'named') <> 'unnamed group'
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest(b, r) AS origin
