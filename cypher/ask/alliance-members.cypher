/*
title: Who belongs to an alliance, and how many does it report?
title_zh: 联合体有哪些成员？与其报道的成员数相比如何？
about: >-
  For each alliance, the members that are known by name beside the number of members that a source reports. The known members are counted
  by origin, each origin in a row of its own, so that simulated members never swell a documented number. The count of real members comes first, also when it is 0.
  Simulated members that were generated to match the reported figure have `calibrated`: their count is not a check. Unnamed groups of members are listed in
  `groups` and not counted: one group may stand for a hundred. The reported figure is a claim of its source and is not counted from the list.
about_zh: >-
  对每个联合体，列出已知名称的成员，并与来源报道的成员数并列。已知成员按数据性质分行计数，模拟成员绝不会并入有据可查的数字。真实成员数排在最前，没有时为零。按报道数字生成的模拟成员另有标注，不能用于核对。未具名的成员群体另列一栏，不计数：
  一个群体可能代表上百个成员。报道数字是来源的说法，并非由名单统计而来。
group: alliances
calibrated_by: reported
example: {alliance: "alliance:chenzhou-ftz-new-materials-it"}
sentence: "known and reported members of {alliance} [{alliance}:alliance|alliances]"
sentence_zh: "{alliance} 个联合体的已知成员与报道成员数"
place: alliance
params:
  alliance: {type: "Alliance?", help: "Only this alliance.", help_zh: "只看该联合体。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  alliance: Alliance
  known: int
  schools: int
  enterprises: int
  members: [Thing]
  groups: [Thing]
  reported: [Claim]
  reported_values: [str]
  calibrated: bool
  calibration: str?
  calibration_zh: str?
  origin: Origin
  evidence: [Relationship]
*/
MATCH (al:Alliance {id: $alliance}) USING INDEX SEEK al:Alliance(id)               //? alliance
MATCH (al:Alliance)                                                                //? !alliance
WITH al WHERE in_place(al: Alliance)
CALL (al) {
  MATCH (al)<-[r:MEMBER_OF WHERE visible(r)]-(m)
  WITH weakest(m, r, al) AS origin, m, r ORDER BY m.id
  WITH origin, collect(CASE WHEN coalesce(m.kind, 'named') <> 'unnamed group' THEN m END) AS members, collect(CASE WHEN m.kind = 'unnamed group' THEN m END) AS groups, collect(r) AS links
  RETURN collect({origin: origin, members: members, groups: groups, links: links}) AS parts
}
WITH al, parts, COLLECT { MATCH (al)<-[b:ABOUT WHERE visible(b)]-(k:Claim {metric: 'alliance_members'}) RETURN k ORDER BY k.id } AS reported
// Without a real member, a row with 0 stands before the simulated ones.
UNWIND CASE WHEN parts = [] OR (al.origin <> 'simulated' AND all(part IN parts WHERE part.origin = 'simulated'))
         THEN [{origin: weakest_of([al] + reported), members: [], groups: [], links: []}] + parts ELSE parts END AS part
RETURN al AS alliance, size(part.members) AS known, size([m IN part.members WHERE m:School]) AS schools, size([m IN part.members WHERE m:Enterprise]) AS enterprises,
       part.members AS members, part.groups AS groups, reported AS reported,
       [k IN reported | k.qualifier + ' ' + CASE WHEN k.value = toInteger(k.value) THEN toString(toInteger(k.value)) ELSE toString(k.value) END + ' ' + k.unit] AS reported_values, part.origin AS origin, part.links AS evidence
ORDER BY alliance.id, origin, known, size(groups)  // the row with 0 first
