/*
title: Which alliances share members?
title_zh: 哪些联合体有共同成员？
about: >-
  Pairs of alliances with the members that belong to both, counted by origin, each origin in a row of its own. An unnamed group that stands in both is
  listed in `groups` and not counted: nobody knows whether the same members are meant.
about_zh: >-
  列出有共同成员的联合体两两组合及其共同成员，按数据性质分行计数。同时出现在两个联合体的未具名群体另列一栏，不计数：无法知道所指是否为同一批成员。
group: alliances
example: {alliance: "alliance:chenzhou-ftz-new-materials-it"}
sentence: "{count} [{count}:overlap|overlaps] of alliances"
sentence_zh: "{count} 组联合体成员重合"
place: [alliance, other]
params:
  alliance: {type: "Alliance?", help: "Only overlaps with this alliance.", help_zh: "只看与该联合体的重合。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  alliance: Alliance
  other: Alliance
  shared: int
  members: [Thing]
  groups: [Thing]
  origin: Origin
  evidence: [Relationship]
*/
MATCH (one:Alliance {id: $alliance})                                               //? alliance
MATCH (one:Alliance)<-[r:MEMBER_OF WHERE visible(r)]-(m)-[q:MEMBER_OF WHERE visible(q)]->(other:Alliance)
WHERE one <> other                                                                 //? alliance
WHERE one.id < other.id                                                            //? !alliance
WITH one, other, m, r, q WHERE in_place(one: Alliance, other: Alliance)
WITH one, other, m, r, q, weakest(one, other, m, r, q) AS origin ORDER BY m.id
WITH one, other, origin, collect(CASE WHEN coalesce(m.kind, 'named') <> 'unnamed group' THEN m END) AS members,
     collect(CASE WHEN m.kind = 'unnamed group' THEN m END) AS groups, collect(r) + collect(q) AS evidence
RETURN one AS alliance, other AS other, size(members) AS shared, members AS members, groups AS groups, origin AS origin, evidence AS evidence
ORDER BY shared DESC, alliance.id, other.id, origin
