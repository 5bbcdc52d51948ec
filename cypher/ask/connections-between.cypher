/*
title: How are these two entities connected?
title_zh: 这两者之间有什么联系？
about: >-
  The shortest chains of recorded relationships between two entities, up to six steps, each step with its evidence. A chain is as weak as its
  weakest step. All chains of the shortest length are given; a longer chain may tell more: leave places out to look past "both lie in the same county".
about_zh: >-
  两个对象之间由已记载关系构成的最短链条，最多六步，每一步都附依据。一条链条的强度取决于其最弱的一步。给出全部最短链条；更长的链条可能更有意义：
  不经过地区时，可避开“同在一个区县”之类的联系。
group: evidence
example: {one: "school:jiahe-vocational", other: "county:431024"}
sentence: "{count} shortest [{count}:connection|connections]"
sentence_zh: "{count} 条最短联系"
params:
  one: {type: Thing, help: "The first entity.", help_zh: "第一个对象。"}
  other: {type: Thing, help: "The second entity.", help_zh: "第二个对象。"}
  places: {type: bool, default: true, help: "Whether a chain may pass through counties and regions.", help_zh: "链条是否可以经过区县和地区。"}
  steps: {type: int, default: 6, max: 6, min: 1, help: "At most this many steps.", help_zh: "最多步数。"}
  limit: {type: "int?", max: 100, help: "At most this many chains over all pages.", help_zh: "各页合计最多返回的链条数。"}
returns:
  steps: int
  things: [Thing]
  origin: Origin
  evidence: [Relationship]
*/
MATCH (a:Thing {id: $one})
MATCH (b:Thing {id: $other})
MATCH path = ALL SHORTEST (a) (()-[r WHERE visible(r)]-(n WHERE n = b OR $places OR NOT n:County|Region)){1,6} (b)
WHERE length(path) <= $steps
WITH nodes(path) AS things, relationships(path) AS links
RETURN size(links) AS steps, things AS things, weakest_of(things + links) AS origin, links AS evidence
ORDER BY [x IN things | x.id], [x IN links | type(x)], [x IN links | startNode(x).id],
         [x IN links | coalesce(toString(x.year), x.form, x.crosswalk, '')]
