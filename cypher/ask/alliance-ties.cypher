/*
title: Which members of an alliance really do something together?
title_zh: 联合体的哪些成员之间有实际往来？
about: >-
  Membership alone is not cooperation. This lists pairs of members with something that both have to do with: a partnership, graduates who went from one
  to the other, a teacher who advises, a professional who lectures, a facility that supports the enterprise, or an activity of the alliance in which both took part. Council
  meetings, the founding and the admission of members are membership again and do not count. A tie of a school's unit counts as a tie of the unit's school only if the
  unit is itself no member. Pairs with an unnamed group are marked. An alliance whose members have no row here is, as far as recorded, a list of names.
about_zh: >-
  仅有成员身份不等于合作。此处列出成员两两之间的实际往来：合作关系、毕业生输送、教师担任顾问、企业人员授课、设施服务企业，或共同参加联合体的活动。
  理事会会议、成立和吸收成员只是成员身份本身，不计。二级单位本身不是成员时，其往来算作所属学校的往来。涉及未具名群体的行加标注。成员之间没有任何往来记载的联合体，就现有记载而言只是一份名单。
group: alliances
example: {alliance: "alliance:chenzhou-ftz-new-materials-it"}
sentence: "{count} recorded [{count}:tie|ties] between members"
sentence_zh: "成员之间有 {count} 项已记载的往来"
flow: {from: one, to: other}
place: [one, other]
params:
  alliance: {type: Alliance, help: "The alliance.", help_zh: "联合体。"}
  tie: {type: "str?", choices: [partnership, graduates, teacher-consultant, lecturer, facility, activity], help: "Only this kind of tie.", help_zh: "只看这类往来。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  one: Thing
  other: Thing
  tie: str
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (al:Alliance {id: $alliance})
MATCH (al)<-[m:MEMBER_OF WHERE visible(m)]-(a)
WITH al, a, m, COLLECT { MATCH (a)<-[u:PART_OF WHERE visible(u)]-{0,2}(s) WHERE s = a OR NOT EXISTS { (s)-[z:MEMBER_OF WHERE visible(z)]->(al) } RETURN {part: s, way: u} } AS parts
UNWIND parts AS part
WITH al, a, m, part.part AS s, part.way AS way
CALL (al, a, s) {
  MATCH (s)-[r:PARTNERS_WITH WHERE visible(r)]->(b)
  RETURN b, 'partnership' AS tie, [r] AS links
  UNION ALL
  MATCH (s)-[o:OFFERS WHERE visible(o)]->(p)-[f:FEEDS WHERE visible(f)]->(b)
  RETURN b, 'graduates' AS tie, [o, f] AS links
  UNION ALL
  MATCH (s)<-[t:TEACHES_AT WHERE visible(t)]-(p)-[c:CONSULTS_FOR WHERE visible(c)]->(b)
  RETURN b, 'teacher-consultant' AS tie, [t, c] AS links
  UNION ALL
  MATCH (s)<-[t:LECTURES_AT WHERE visible(t)]-(p)-[w:WORKS_FOR WHERE visible(w)]->(b)
  RETURN b, 'lecturer' AS tie, [t, w] AS links
  UNION ALL
  MATCH (s)-[x:RUNS WHERE visible(x)]->(f:Facility)-[y:SUPPORTS WHERE visible(y)]->(b)
  RETURN b, 'facility' AS tie, [x, y] AS links
  UNION ALL
  MATCH (s)-[t:TOOK_PART_IN WHERE visible(t)]->(v:Activity)<-[w:TOOK_PART_IN WHERE visible(w)]-()-[up:PART_OF WHERE visible(up)]->{0,2}(b)
  WHERE a.id < b.id AND NOT v.kind IN ['council meeting', 'founding', 'new member'] AND EXISTS { (v)-[g:OF WHERE visible(g)]->(al) }
  RETURN b, 'activity' AS tie, [t, w] + up AS links
}
MATCH (b)-[n:MEMBER_OF WHERE visible(n)]->(al)
WHERE b <> a AND in_place(a: School|Enterprise, b: School|Enterprise)
  AND tie = $tie                                                                   //? tie
WITH a, b, tie, [m, n] + way AS joins, links
WITH a, b, tie, weakest_of(joins + links) AS origin, joins, reduce(all = [], l IN collect(links) | all + [x IN l WHERE NOT x IN all]) AS links
RETURN a AS one, b AS other, tie AS tie, coalesce('unnamed group' IN [a.kind, b.kind], false) AS unnamed, origin AS origin, links + joins AS evidence
ORDER BY one.id, other.id, tie, origin, [x IN joins | startNode(x).id]
