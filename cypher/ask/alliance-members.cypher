/*
title: Who belongs to an alliance, and how many does it report?
title_zh: 联合体有哪些成员？与其报道的成员数相比如何？
about: >-
  For each alliance, the members that are known by name beside the number of members that a source reports. The known members are counted
  by origin, each origin in a row of its own, so that simulated members never swell a documented number. Unnamed groups of members are listed in
  `groups` and not counted: one group may stand for a hundred. The reported figure is a claim of its source and is not counted from the list.
about_zh: >-
  对每个联合体，列出已知名称的成员，并与来源报道的成员数并列。已知成员按数据性质分行计数，模拟成员绝不会并入有据可查的数字。未具名的成员群体列在 groups，不计数：
  一个群体可能代表上百个成员。报道数字是来源的说法，并非由名单统计而来。
group: alliances
example: {alliance: "alliance:chenzhou-ftz-new-materials-it"}
sentence: "known and reported members of {alliance} alliances"
sentence_zh: "{alliance} 个联合体的已知成员与报道成员数"
params:
  alliance: {type: "Alliance?", help: "Only this alliance.", help_zh: "只看该联合体。"}
  limit: {type: int, default: 100, max: 1000, help: "At most this many rows.", help_zh: "最多返回的行数。"}
returns:
  alliance: Alliance
  known: int
  schools: int
  enterprises: int
  members: [Thing]
  groups: [Thing]
  reported: [Claim]
  reported_values: [str]
  origin: Origin
  evidence: [Relationship]
*/
MATCH (al:Alliance {id: $alliance})                                                //? alliance
MATCH (al:Alliance)                                                                //? !alliance
CALL (al) {
  MATCH (al)<-[r:MEMBER_OF WHERE visible(r)]-(m)
  WITH weakest(m, r, al) AS origin, m, r ORDER BY m.id
  WITH origin, collect(CASE WHEN coalesce(m.kind, 'named') <> 'unnamed group' THEN m END) AS members, collect(CASE WHEN m.kind = 'unnamed group' THEN m END) AS groups, collect(r) AS links
  RETURN collect({origin: origin, members: members, groups: groups, links: links}) AS parts
}
WITH al, parts, COLLECT { MATCH (al)<-[b:ABOUT WHERE visible(b)]-(k:Claim {metric: 'alliance_members'}) RETURN k ORDER BY k.id } AS reported
UNWIND CASE WHEN parts = [] THEN [{origin: weakest_of([al] + reported), members: [], groups: [], links: []}] ELSE parts END AS part
RETURN al AS alliance, size(part.members) AS known, size([m IN part.members WHERE m:School]) AS schools, size([m IN part.members WHERE m:Enterprise]) AS enterprises,
       part.members AS members, part.groups AS groups, reported AS reported,
       [k IN reported | k.qualifier + ' ' + CASE WHEN k.value = toInteger(k.value) THEN toString(toInteger(k.value)) ELSE toString(k.value) END + ' ' + k.unit] AS reported_values, part.origin AS origin, part.links AS evidence
ORDER BY alliance.id, origin
