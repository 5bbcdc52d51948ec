/*
title: Which schools and enterprises train students together?
title_zh: 哪些学校与企业共同培养学生？
about: >-
  Partnerships of schools and enterprises in the form of co-cultivation, or in another form if one is asked for (order class, apprenticeship, curriculum,
  shared expertise ...), with the time for which they are known to hold and the facilities that the school or a unit of it runs and that support the same
  enterprise. A partner that the source leaves unnamed ("local electronics firms") stands in the row, marked, and is not one enterprise.
about_zh: >-
  列出以“共同培养”形式合作的学校与企业，也可查其他合作形式（订单班、学徒制、课程共建、师资共享等），并显示已知的合作期限，以及学校举办且服务于同一企业的基地或中心。
  来源未具名的合作方（如“当地电子企业”）列出并标注，不能算作一家企业。
group: partners
example: {form: "co-cultivation"}
sentence: "{count} [{count}:partnership|partnerships] of {school} [{school}:school|schools] with {enterprise} [{enterprise}:enterprise|enterprises]"
sentence_zh: "{school} 所学校与 {enterprise} 家企业的 {count} 项合作"
flow: {from: school, to: enterprise}
place: [school, enterprise]
params:
  form: {type: str, default: co-cultivation, choices: [co-cultivation, shared expertise, collaborative platform, order class, apprenticeship, internship, facility, curriculum], help: "The form of the partnership.", help_zh: "合作形式。"}
  school: {type: "School?", help: "Only partnerships of this school.", help_zh: "只看该学校的合作。"}
  enterprise: {type: "Enterprise?", help: "Only partnerships with this enterprise.", help_zh: "只看与该企业的合作。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  school: School
  enterprise: Enterprise
  form: str
  since: date?
  until: date?
  facilities: [Facility]
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (s:School {id: $school})                                                     //? school
MATCH (e:Enterprise {id: $enterprise})                                             //? enterprise
MATCH (s)-[r:PARTNERS_WITH WHERE visible(r)]->(e)
WHERE r.form = $form AND in_place(s: School, e: Enterprise)
WITH s, e, r ORDER BY s.id, e.id SKIP $_skip LIMIT $_limit
CALL (s, e) {
  MATCH (s)<-[u:PART_OF WHERE visible(u)]-{0,2}()-[x:RUNS WHERE visible(x)]->(f:Facility)-[y:SUPPORTS WHERE visible(y)]->(e)
  WITH f, head(collect([x, y] + u)) AS way ORDER BY f.id
  WITH collect(f) AS facilities, collect(way) AS ways
  RETURN facilities, reduce(all = [], way IN ways | all + way) AS links
}
RETURN s AS school, e AS enterprise, r.form AS form, r.valid_from AS since, r.valid_to AS until, facilities AS facilities,
       coalesce(s.kind = 'unnamed group', false) OR coalesce(e.kind = 'unnamed group', false) AS unnamed,
       weakest_of([r] + links) AS origin, [r] + links AS evidence
ORDER BY school.id, enterprise.id
