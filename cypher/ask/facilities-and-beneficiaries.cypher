/*
title: Which facilities serve which enterprises?
title_zh: 实训基地和研究中心服务哪些企业？
about: >-
  Research centres and training bases, who runs them and which enterprises they support, one row for each enterprise; a facility whose
  beneficiaries are not known has one row with that cell empty. Figures that a source reports about the facility ("20+ enterprises", "3,000 sqm")
  stand in `reported`. A beneficiary that is an unnamed group is marked: it says that enterprises are supported, not how many.
about_zh: >-
  列出研究中心和实训基地、举办者及其服务的企业，每家企业一行；服务对象不明的设施占一行，该栏为空。来源报道的有关数字（如“20余家企业”“3000平方米”）另列一栏。
  服务对象为未具名群体时加标注：它表明服务于企业，但不说明有几家。
group: partners
example: {facility: "facility:new-energy-battery-research-center"}
sentence: "{facility} [{facility}:facility supports|facilities support] {enterprise} [{enterprise}:enterprise|enterprises]"
sentence_zh: "{facility} 个设施服务 {enterprise} 家企业"
flow: {from: facility, to: enterprise}
place: facility
params:
  facility: {type: "Facility?", help: "Only this facility.", help_zh: "只看该设施。"}
  school: {type: "School?", help: "Only facilities that this school or a unit of it runs.", help_zh: "只看该学校或其二级单位举办的设施。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  facility: Facility
  kind: str
  run_by: [Thing]
  enterprise: Enterprise?
  reported: [Claim]
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (f:Facility {id: $facility})                                                 //? facility
MATCH (:School {id: $school})<-[u:PART_OF WHERE visible(u)]-{0,2}()-[x:RUNS WHERE visible(x)]->(f)  //? school
MATCH (f:Facility WHERE visible(f))
WITH DISTINCT f WHERE in_place(f: Facility)
OPTIONAL MATCH (f)-[y:SUPPORTS WHERE visible(y)]->(e)
WITH f, y, e ORDER BY f.id, e.id SKIP $_skip LIMIT $_limit
WITH f, y, e, [(o)-[x:RUNS]->(f) WHERE visible(x) | x] AS runs, COLLECT { MATCH (f)<-[b:ABOUT WHERE visible(b)]-(k:Claim) RETURN k ORDER BY k.id } AS reported
WITH f, y, e, runs, reported, runs + CASE WHEN y IS NULL THEN [] ELSE [y] END AS evidence
RETURN f AS facility, f.kind AS kind, [x IN runs | startNode(x)] AS run_by, e AS enterprise, reported AS reported,
       coalesce(e.kind = 'unnamed group', false) AS unnamed, CASE WHEN evidence = [] THEN f.origin ELSE weakest_of(evidence) END AS origin, evidence AS evidence
ORDER BY facility.id, enterprise.id
