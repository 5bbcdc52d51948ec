/*
title: What do the counties' training initiatives report?
title_zh: 各区县的培养工程报道了哪些成效？
about: >-
  The public training initiatives of counties with the figures that sources report about them, one row for each figure; an initiative without a reported
  figure has one row with those cells empty. Figures are claims with their unit, scope and period: participants (person-times), persons, graduates and families are
  different things, the totals of counties do not add up to the city's, and nothing here is summed.
about_zh: >-
  列出各区县的公共培养工程及来源报道的数字，每个数字一行；没有报道数字的工程占一行，相应栏为空。数字附有单位、范围和时期：人次、人数、毕业生和户数并不相同，
  各区县数字之和不等于全市数字，此处不作任何相加。
group: training
example: {county: "county:431026"}
sentence: "{initiative} [{initiative}:initiative|initiatives] with {claim} reported [{claim}:figure|figures]"
sentence_zh: "{initiative} 项培养工程，{claim} 个报道数字"
place: initiative
params:
  county: {type: "County?", help: "Only initiatives of this county.", help_zh: "只看该区县的培养工程。"}
  initiative: {type: "Initiative?", help: "Only this initiative.", help_zh: "只看该培养工程。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  county: County
  initiative: Initiative
  started: date?
  claim: Claim?
  metric: str?
  value: float?
  qualifier: str?
  unit: str?
  scope: str?
  period: str?
  origin: Origin
  evidence: [Relationship]
*/
MATCH (c:County {id: $county})                                                     //? county
MATCH (i:Initiative {id: $initiative})                                             //? initiative
MATCH (c)-[r:RUNS WHERE visible(r)]->(i:Initiative)
WHERE in_place(i: Initiative)
OPTIONAL MATCH (i)<-[b:ABOUT WHERE visible(b)]-(k:Claim)
RETURN c AS county, i AS initiative, i.started AS started, k AS claim, k.metric AS metric, k.value AS value, k.qualifier AS qualifier, k.unit AS unit, k.scope AS scope,
       k.period AS period, weakest(c, i, r, b, k) AS origin, [x IN [r, b] WHERE x IS NOT NULL] AS evidence
ORDER BY county.id, initiative.id, claim.id
