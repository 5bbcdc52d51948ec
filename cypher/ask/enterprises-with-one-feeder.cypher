/*
title: Which enterprises depend on a single program?
title_zh: 哪些企业只从一个专业点招收毕业生？
about: >-
  Enterprises whose known graduates all come from one program: if it closes, no other known program feeds them. Simulated flows are judged apart from
  all others, so they neither hide nor make a dependence. What is known is not all there is: on sparse data a row says first of all that only one flow has been
  recorded. An unnamed group of enterprises, or a program that an unnamed group of schools runs, is marked and says nothing about a single enterprise.
about_zh: >-
  已知毕业生全部来自同一个专业点的企业：该专业点一旦停办，就没有其他已知的输送来源。模拟记录单独判断，既不掩盖也不制造依赖。已知不等于全部：数据稀疏时，
  一行首先只说明仅有一条记录。涉及未具名企业群体或由未具名学校群体开设的专业点时加标注，不能据此判断单个企业。
group: training
example: {}
sentence: "{enterprise} [{enterprise}:enterprise is|enterprises are] known to take graduates of one program only"
sentence_zh: "已知 {enterprise} 家企业只从一个专业点招收毕业生"
flow: {from: program, to: enterprise}
place: enterprise
params:
  county: {type: "County?", help: "Only enterprises located in this county.", help_zh: "只看位于该区县的企业。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  enterprise: Enterprise
  program: Program
  schools: [School]
  unnamed: bool
  origin: Origin
  evidence: [Relationship]
*/
MATCH (:County {id: $county})<-[l:LOCATED_IN WHERE visible(l)]-(e:Enterprise)      //? county
WITH e, collect(DISTINCT l) AS place ORDER BY e.id                                 //? county
MATCH (e:Enterprise) WHERE e.id > '' AND EXISTS { (e)<-[f:FEEDS WHERE visible(f)]-() }   //? !county
WITH e, [] AS place ORDER BY e.id                                                  //? !county
WITH e, place WHERE in_place(e: Enterprise)
CALL (e) {
  MATCH (e)<-[f:FEEDS WHERE visible(f)]-(p)
  WITH f.origin = 'simulated' AS apart, collect(DISTINCT p) AS programs, collect(f) AS feeds
  WHERE size(programs) = 1
  RETURN apart, head(programs) AS p, feeds
}
WITH e, apart, p, feeds + place AS known ORDER BY e.id, apart SKIP $_skip LIMIT $_limit
WITH e, apart, p, known, [(s)-[o:OFFERS]->(p) WHERE visible(o) | o] AS offers
WITH e, apart, p, known + offers AS evidence, [o IN offers | startNode(o)] AS schools
RETURN e AS enterprise, p AS program, schools AS schools,
       coalesce(e.kind = 'unnamed group', false) OR any(s IN schools WHERE s.kind = 'unnamed group') AS unnamed,
       weakest_of(evidence) AS origin, evidence AS evidence
ORDER BY enterprise.id, apart
