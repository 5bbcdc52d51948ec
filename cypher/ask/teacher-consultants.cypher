/*
title: Which teachers advise which enterprises?
title_zh: 哪些教师兼任企业顾问？
about: >-
  Teacher-consultants: persons who teach at a school and advise an enterprise, as a source states it. Where the source does not name the enterprises, the row
  carries an unnamed group and is marked: it shows that the teacher advises enterprises, not how many. Only the professional role is recorded.
  The other direction, professionals of enterprises who lecture at schools, is part of `alliance-ties`.
about_zh: >-
  双师/兼职顾问：来源写明既在学校任教又为企业担任顾问的人员。来源未写明企业名称时，该行对应一个未具名企业群体并加标注：它表明教师担任企业顾问，但不说明有几家。
  只记录职业身份。相反方向（企业人员到校兼职授课）见“联合体成员之间的实际往来”。
group: partners
example: {school: "school:jiahe-vocational"}
sentence: "{person} [{person}:teacher|teachers] of {school} [{school}:school|schools] [{person}:advises|advise] enterprises"
sentence_zh: "{school} 所学校的 {person} 名教师兼任企业顾问"
flow: {from: school, to: enterprise}
place: person
params:
  school: {type: "School?", help: "Only teachers of this school.", help_zh: "只看该学校的教师。"}
  enterprise: {type: "Enterprise?", help: "Only consultants of this enterprise.", help_zh: "只看该企业的顾问。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  person: Person
  role: str?
  school: School
  enterprise: Enterprise
  since: date?
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (s:School {id: $school})                                                     //? school
MATCH (e:Enterprise {id: $enterprise})                                             //? enterprise
MATCH (s)<-[t:TEACHES_AT WHERE visible(t)]-(p)-[a:CONSULTS_FOR WHERE visible(a)]->(e)
WHERE in_place(p: Person)
RETURN p AS person, p.role AS role, s AS school, e AS enterprise, a.valid_from AS since,
       coalesce('unnamed group' IN [p.kind, s.kind, e.kind], false) AS unnamed, weakest(p, s, e, t, a) AS origin, [t, a] AS evidence
ORDER BY school.id, person.id, enterprise.id
