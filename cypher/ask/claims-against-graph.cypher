/*
title: What can the graph itself count beside each reported figure?
title_zh: 报道数据与图谱自身统计对照如何？
about: >-
  Every figure that a source reports (a claim), and beside it what this graph can count for the same metric and scope, each origin in a row of its own:
  `counted` of `base` things looked at, with what was counted in `counts`. The two are never mixed, and a difference is no contradiction: the graph holds only what is recorded by name, and
  unnamed groups are not counted. The count of real rows comes first; it is 0 where nothing of the kind is recorded, and a share of nothing is empty. Simulated rows that were
  generated to match the figure have `calibrated`: their count is not a check. Figures that no record in this graph could confirm (money, areas, persons
  trained, rates without a base) are marked as not countable here, with the reason.
about_zh: >-
  列出来源报道的每个数字，并在旁边给出本图谱对同一指标和范围自身能统计的结果，不同数据性质分行：counted 为统计值，base 为考察的对象数，counts_zh 说明统计的是什么。两者绝不混合，
  存在差异也不等于矛盾：图谱只包含有名称的记录，未具名群体不计数。真实数据的统计值排在最前，没有此类记录时为零，没有基数的百分比留空。按报道数字生成的模拟数据另有标注，不能用于核对。本图谱中的记录无法印证的数字（金额、面积、培训人数、没有基数的比率）标明“此处不可统计”并说明理由。
group: evidence
parts: claims
calibrated_by: claim
example: {about: "alliance:chenzhou-ftz-new-materials-it"}
sentence: "{claim} reported [{claim}:figure|figures] beside what the graph counts"
sentence_zh: "{claim} 个报道数字与图谱统计的对照"
place: claim
params:
  about: {type: "Thing?", help: "Only claims about this entity.", help_zh: "只看关于该对象的报道数据。"}
  metric: {type: "str?", help: "Only claims of these metrics, comma-separated, for example aligned_share.", help_zh: "只看这些指标，用逗号分隔。"}
  scope: {type: "str?", help: "Only claims with this scope, as stated.", help_zh: "只看该范围（与原文一致）。"}
  year: {type: "year?", help: "Only claims whose period names this year.", help_zh: "只看时期中写明该年份的。"}
  yearless: {type: "bool?", help: "Only claims whose period names no year (true) or a year (false).", help_zh: "只看时期中没有写明年份的，或写明年份的。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  claim: Claim
  metric: str
  value: float
  qualifier: str?
  unit: str
  scope: str
  scope_zh: str
  period: str
  countable: bool
  counted: float?
  base: int?
  counts: str?
  counts_zh: str?
  reason: str?
  reason_zh: str?
  calibrated: bool
  calibration: str?
  calibration_zh: str?
  origin: Origin
  evidence: [Relationship]
*/
MATCH (k:Claim)-[only:ABOUT WHERE visible(only)]->(:Thing {id: $about})            //? about
WITH DISTINCT k                                                                    //? about
MATCH (k:Claim WHERE visible(k))
WHERE in_place(k: Claim)
  AND k.metric IN split($metric, ',')                                              //? metric
  AND k.scope = $scope                                                             //? scope
  AND k.period =~ ('.*\\b' + toString($year) + '\\b.*')                            //? year
  AND k.period =~ '.*\\b(19|20)\\d{2}\\b.*' <> $yearless                           //? yearless
RETURN k AS claim, k.metric AS metric, k.value AS value, k.qualifier AS qualifier, k.unit AS unit, k.scope AS scope,
       coalesce(k.scope_zh, k.scope) AS scope_zh, k.period AS period,
       k.origin AS origin, [(k)-[b:ABOUT]->() WHERE visible(b) | b] AS evidence
ORDER BY claim.id
