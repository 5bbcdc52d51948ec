/*
title: What is known about this entity, and which sources say so?
title_zh: 关于它有哪些记载？依据是什么？
about: >-
  Every relationship of one thing, in both directions, with the source it rests on, the verbatim quote or the place in the source, how certain it is, its origin and, where it is our
  own reading, the rule that was applied. Start here to check a figure: each id in any answer can be asked about.
about_zh: >-
  列出一个对象的全部关系（双向），以及每条关系所依据的来源、原文引语或出处位置、可信度、数据性质；若为推断，还列出所用规则。核对任何数字都可从这里入手：任何答案中的标识都可以查询。
group: evidence
example: {thing: "county:431024"}
sentence: "{count} recorded [{count}:relationship|relationships] of this entity"
sentence_zh: "该对象有 {count} 条已记载的关系"
params:
  thing: {type: Thing, help: "Anything with an id: a county, a school, an enterprise, a claim ...", help_zh: "任何有标识的对象：区县、学校、企业、报道数据等。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  relationship: Relationship
  direction: str
  other: Thing
  sources: [Source]
  origin: Origin
*/
MATCH (thing:Thing {id: $thing})-[r WHERE visible(r)]-(other)
WITH thing, r, other ORDER BY type(r), other.id, r.year, r.form, r.crosswalk, startNode(r).id SKIP $_skip LIMIT $_limit
CALL (r) { MATCH (s:Source) WHERE s.id IN r.sources WITH s ORDER BY s.id RETURN collect(s) AS sources }
RETURN r AS relationship, CASE WHEN startNode(r) = thing THEN 'from it' ELSE 'to it' END AS direction, other AS other,
       sources AS sources, weakest(thing, r, other) AS origin
ORDER BY type(r), other.id, r.year, r.form, r.crosswalk, startNode(r).id
