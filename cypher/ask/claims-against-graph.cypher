/*
title: What can the graph itself count beside each reported figure?
title_zh: 报道数据与图谱自身统计对照如何？
about: >-
  Every figure that a source reports (a claim), and beside it what this graph can count for the same metric and scope, each origin in a row of its own:
  `counted` of `base` things looked at, with what was counted in `counts`. The two are never mixed, and a difference is no contradiction: the graph holds only what is recorded by name, and
  unnamed groups are not counted. Where nothing of the kind is recorded, `counted` is empty. Figures that no record in this graph could confirm (money, areas, persons
  trained, rates without a base) are marked as not countable here, with the reason.
about_zh: >-
  列出来源报道的每个数字，并在旁边给出本图谱对同一指标和范围自身能统计的结果，不同数据性质分行：counted 为统计值，base 为考察的对象数，counts_zh 说明统计的是什么。两者绝不混合，
  存在差异也不等于矛盾：图谱只包含有名称的记录，未具名群体不计数。没有此类记录时 counted 为空。本图谱中的记录无法印证的数字（金额、面积、培训人数、没有基数的比率）标明“此处不可统计”并说明理由。
group: evidence
example: {about: "alliance:chenzhou-ftz-new-materials-it"}
sentence: "{claim} reported figures beside what the graph counts"
sentence_zh: "{claim} 个报道数字与图谱统计的对照"
params:
  about: {type: "Thing?", help: "Only claims about this thing.", help_zh: "只看关于该对象的报道数据。"}
  metric: {type: "str?", help: "Only claims of this metric, for example aligned_share.", help_zh: "只看该指标，例如 aligned_share。"}
  limit: {type: int, default: 100, max: 1000, help: "At most this many rows.", help_zh: "最多返回的行数。"}
returns:
  claim: Claim
  metric: str
  value: float
  qualifier: str?
  unit: str
  scope: str
  period: str
  countable: bool
  counted: float?
  base: int?
  counts: str?
  counts_zh: str?
  reason: str?
  reason_zh: str?
  origin: Origin
  evidence: [Relationship]
*/
MATCH (k:Claim)-[only:ABOUT WHERE visible(only)]->(:Thing {id: $about})            //? about
MATCH (k:Claim WHERE visible(k))
WHERE k.metric = $metric                                                           //? metric
WITH DISTINCT k, CASE WHEN k.scope CONTAINS 'higher' THEN ['higher vocational'] WHEN k.scope CONTAINS 'secondary' THEN ['secondary']
                      ELSE ['secondary', 'higher vocational', 'vocational undergraduate'] END AS levels,
     CASE WHEN k.period =~ '[0-9]{4}' THEN k.period END AS year
CALL (k) {
  // Where the claim's scope lies: the regions it is about, or those of the group of schools it is about, and all that is part of them.
  WITH k WHERE k.metric IN ['partnerships', 'partnership_models', 'lecturing_professionals', 'enterprises', 'enterprises_with_school_cooperation', 'enterprises_with_training_base',
                            'programs_opened', 'programs_closed', 'programs_downsized', 'aligned_share', 'graduates_per_year']
  MATCH (k)-[b:ABOUT WHERE visible(b)]->()-[w:LOCATED_IN WHERE visible(w)]->{0,1}(region:Region)
  MATCH (region)<-[up:PART_OF WHERE visible(up)]-{0,3}(at)
  WITH at, [b] + w + up AS way ORDER BY size(way)
  WITH at, head(collect(way)) AS way
  RETURN collect({at: at, way: way}) AS places
}
CALL (places) {
  UNWIND places AS place
  WITH place.at AS at, place.way AS way
  MATCH (at)<-[l:LOCATED_IN WHERE visible(l)]-(:School)<-[u:PART_OF WHERE visible(u)]-{0,2}(s)
  WITH s, way + [l] + u AS way ORDER BY size(way)
  WITH s, head(collect(way)) AS way
  RETURN collect({s: s, way: way}) AS schools
}
CALL (k, levels, year, places, schools) {
  // Each part names what it counts: unit (counted once), amount (for a share: that of the part), weight (for a share: that of the whole), way.
  CALL (k, levels, year, places, schools) {
    WITH * WHERE k.metric = 'alliance_members'
    MATCH (k)-[b:ABOUT WHERE visible(b)]->(:Alliance)<-[r:MEMBER_OF WHERE visible(r)]-(x)
    WHERE coalesce(x.kind, 'named') <> 'unnamed group'
    RETURN x.id AS unit, 1 AS amount, 1 AS weight, [b, r] AS way
    UNION ALL
    WITH * WHERE k.metric = 'enterprises_supported'
    MATCH (k)-[b:ABOUT WHERE visible(b)]->(:Facility)-[r:SUPPORTS WHERE visible(r)]->(x)
    WHERE coalesce(x.kind, 'named') <> 'unnamed group'
    RETURN x.id AS unit, 1 AS amount, 1 AS weight, [b, r] AS way
    UNION ALL
    WITH * WHERE k.metric IN ['partnerships', 'partnership_models']
    UNWIND schools AS school
    WITH k, school.s AS s, school.way AS way
    MATCH (s)-[r:PARTNERS_WITH WHERE visible(r)]->(x)
    WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND coalesce(x.kind, 'named') <> 'unnamed group'
      AND (k.metric = 'partnerships' OR r.form IN ['co-cultivation', 'shared expertise', 'collaborative platform'])
    RETURN CASE k.metric WHEN 'partnerships' THEN s.id + '~' + x.id ELSE r.form + CASE r.origin WHEN 'simulated' THEN ' (simulated)' ELSE '' END END AS unit, 1 AS amount, 1 AS weight, way + [r] AS way
    UNION ALL
    WITH * WHERE k.metric = 'lecturing_professionals'
    UNWIND schools AS school
    WITH year, school.s AS s, school.way AS way
    MATCH (s)<-[r:LECTURES_AT WHERE visible(r)]-(x)
    WHERE coalesce(x.kind, 'named') <> 'unnamed group'
      AND (year IS NULL OR (coalesce(r.valid_from_lo, year) <= year + '-12-31' AND coalesce(r.valid_to_hi, year + '-12-31') >= year))
    RETURN x.id AS unit, 1 AS amount, 1 AS weight, way + [r] AS way
    UNION ALL
    WITH * WHERE k.metric = 'enterprises'
    UNWIND places AS place
    WITH k, place.at AS at, place.way AS way
    MATCH (at)<-[l:LOCATED_IN WHERE visible(l)]-(x:Enterprise)-[r:OPERATES_IN WHERE visible(r)]->()-[m:PART_OF|MAPS_TO WHERE visible(m)]->{0,4}(t:Sector)
    WHERE coalesce(x.kind, 'named') <> 'unnamed group' AND EXISTS { (t)<-[b2:ABOUT WHERE visible(b2)]-(k) }
    RETURN x.id AS unit, 1 AS amount, 1 AS weight, way + [l, r] + m AS way
    UNION ALL
    WITH * WHERE k.metric IN ['enterprises_with_school_cooperation', 'enterprises_with_training_base']
    UNWIND places AS place
    WITH k, place.at AS at, place.way AS way
    MATCH (at)<-[l:LOCATED_IN WHERE visible(l)]-(x:Enterprise)-[r:PARTNERS_WITH|RUNS WHERE visible(r)]-(y)
    WHERE coalesce(x.kind, 'named') <> 'unnamed group' AND CASE k.metric WHEN 'enterprises_with_school_cooperation' THEN type(r) = 'PARTNERS_WITH' ELSE coalesce(y.kind = 'training base', false) END
    RETURN x.id AS unit, 1 AS amount, 1 AS weight, way + [l, r] AS way
    UNION ALL
    WITH * WHERE k.metric IN ['programs_opened', 'programs_closed', 'programs_downsized']
    UNWIND schools AS school
    WITH k, levels, year, school.s AS s, school.way AS way
    MATCH (s)-[o:OFFERS WHERE visible(o)]->(p)
    WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND p.level IN levels AND CASE k.metric
      WHEN 'programs_opened' THEN p.opened IS NOT NULL AND (year IS NULL OR left(p.opened, 4) = year)
      WHEN 'programs_closed' THEN p.closed IS NOT NULL AND (year IS NULL OR left(p.closed, 4) = year)
      ELSE coalesce(p.status = 'downsized', false) END
    RETURN p.id AS unit, 1 AS amount, 1 AS weight, way + [o] AS way
    UNION ALL
    WITH * WHERE k.metric = 'aligned_share'
    UNWIND schools AS school
    WITH levels, school.s AS s, school.way AS way
    MATCH (s)-[o:OFFERS WHERE visible(o)]->(p)
    WHERE coalesce(s.kind, 'named') <> 'unnamed group' AND p.level IN levels AND coalesce(p.status, 'unknown') <> 'closed'
    OPTIONAL MATCH (p)-[a:OF_MAJOR WHERE visible(a)]->{0,1}()-[v:SERVES WHERE visible(v)]->()-[m:PART_OF|MAPS_TO WHERE visible(m)]->{0,4}(:Sector)<-[q:PRIORITISES WHERE visible(q)]-(:Framework)
    WHERE p.origin = 'simulated' OR weakest_of([v, q] + a + m) <> 'simulated'
    RETURN p.id AS unit, CASE WHEN q IS NULL THEN 0 ELSE 1 END AS amount, 1 AS weight, way + [o] + CASE WHEN q IS NULL THEN [] ELSE [v, q] + a + m END AS way
    UNION ALL
    WITH * WHERE k.metric = 'graduates_per_year'
    UNWIND schools AS school
    WITH school.s AS s, school.way AS way
    MATCH (s)-[o:OFFERS WHERE visible(o)]->()-[f:FEEDS WHERE visible(f)]->()
    WHERE f.graduates IS NOT NULL AND f.year IS NOT NULL
    RETURN elementId(f) AS unit, f.graduates AS amount, f.year AS weight, way + [o, f] AS way
    UNION ALL
    WITH * WHERE k.metric = 'staying_local_share'
    MATCH (k)-[b:ABOUT WHERE visible(b)]->(:School)<-[u:PART_OF WHERE visible(u)]-{0,2}(s)
    WITH k, s, b, u
    MATCH (s)-[o:OFFERS WHERE visible(o)]->()-[f:FEEDS WHERE visible(f)]->(e)
    WHERE f.graduates > 0
    MATCH (e)-[l:LOCATED_IN WHERE visible(l)]->(c:County)
    RETURN elementId(f) AS unit, CASE WHEN EXISTS { (k)-[b2:ABOUT WHERE visible(b2)]->(:School)-[l2:LOCATED_IN WHERE visible(l2)]->(c) } THEN f.graduates ELSE 0 END AS amount, f.graduates AS weight, [b, o, f, l] + u AS way
  }
  WITH k, unit, amount, weight, weakest_of(way) AS origin
  // Graduates a year: the latest year of each origin; its weight is the year.
  WITH k, origin, max(weight) AS latest, collect({unit: unit, amount: amount, weight: weight}) AS parts
  UNWIND parts AS part
  WITH k, origin, part.unit AS unit, part.amount AS amount, CASE k.metric WHEN 'graduates_per_year' THEN 1 ELSE part.weight END AS weight, k.metric = 'graduates_per_year' AND part.weight < latest AS earlier
  WHERE NOT earlier
  WITH k, unit, amount, weight, origin, k.metric IN ['aligned_share', 'staying_local_share'] AS share
  WITH share, unit, max(amount) AS amount, max(weight) AS weight, collect(origin) AS paths
  WITH share, amount, weight, head([o IN ['documented', 'reference', 'inferred', 'simulated'] WHERE o IN paths]) AS strength
  // A share is taken over everything that is not simulated together and is as weak as its weakest part: split further it would mean nothing.
  WITH share, CASE WHEN share THEN toString(strength = 'simulated') ELSE strength END AS part, amount, weight, strength
  WITH share, part, sum(amount) AS total, sum(weight) AS base, collect(DISTINCT strength) AS strengths
  RETURN collect({counted: CASE WHEN share THEN round(100.0 * total / base, 1) ELSE toFloat(total) END, base: base,
                  origin: last([o IN ['reference', 'documented', 'inferred', 'simulated'] WHERE o IN strengths])}) AS counts
}
WITH k, counts, {
       alliance_members: ['members known by name', '已知名称的成员'],
       enterprises_supported: ['enterprises known by name that the facility supports', '设施服务的已知名称企业'],
       partnerships: ['pairs of a named school and a named enterprise with a partnership', '有合作关系的具名学校与具名企业的组合'],
       partnership_models: ['of the three models, those with a recorded partnership', '三种模式中有合作记录的模式'],
       lecturing_professionals: ['professionals known by name who lecture at a school', '已知姓名的兼职授课人员'],
       enterprises: ['enterprises known by name there that operate in the sector', '当地从事该产业的已知名称企业'],
       enterprises_with_school_cooperation: ['enterprises known by name there with a partnership', '当地有校企合作的已知名称企业'],
       enterprises_with_training_base: ['enterprises known by name there that run a training base', '当地举办实训基地的已知名称企业'],
       programs_opened: ['programs of named schools that opened; in any year where the period names none', '具名学校新开的专业点；时期未注明年份时不限年份'],
       programs_closed: ['programs of named schools that closed; in any year where the period names none', '具名学校停办的专业点；时期未注明年份时不限年份'],
       programs_downsized: ['programs of named schools that were downsized, in any year', '具名学校压缩的专业点，不限年份'],
       aligned_share: ['per cent of programs of named schools, not closed, with a path to a sector that a framework prioritises', '具名学校未停办的专业点中，与产业体系优先产业有对应路径者所占百分比'],
       graduates_per_year: ['graduates with a stated number who went to recorded enterprises in the latest year', '最近一年去往已记载企业且写明人数的毕业生'],
       staying_local_share: ["per cent of the school's graduates with a stated number whose enterprise lies in the school's county", '该校写明人数的毕业生中，企业位于学校所在区县者所占百分比']
     }[k.metric] AS counting, {
       people_trained: ['people who were trained, supplied or placed are not recorded one by one; the graph holds persons only in a professional role', '不逐一记录受训、输送或就业的个人；图谱只记录职业身份的人员'],
       participants: ['people who were trained, supplied or placed are not recorded one by one; the graph holds persons only in a professional role', '不逐一记录受训、输送或就业的个人；图谱只记录职业身份的人员'],
       professionals_supplied: ['people who were trained, supplied or placed are not recorded one by one; the graph holds persons only in a professional role', '不逐一记录受训、输送或就业的个人；图谱只记录职业身份的人员'],
       industry_leaders: ['people who were trained, supplied or placed are not recorded one by one; the graph holds persons only in a professional role', '不逐一记录受训、输送或就业的个人；图谱只记录职业身份的人员'],
       interns_per_year: ['people who were trained, supplied or placed are not recorded one by one; the graph holds persons only in a professional role', '不逐一记录受训、输送或就业的个人；图谱只记录职业身份的人员'],
       graduates_in_relevant_jobs: ['it is a figure about the partnership as a whole; who went where is not stated, so it is no number of hires by the enterprise', '这是关于整个合作项目的数字，未说明各人去向，不是该企业的录用人数'],
       graduates: ['the graph records only graduates who went to a recorded enterprise, never all of them', '图谱只记录去往已记载企业的毕业生，并非全部毕业生'],
       jobs_created: ['jobs are not recorded', '不记录岗位'],
       families_lifted: ['families are not recorded', '不记录家庭'],
       employment_rate: ['a rate needs everyone it was taken over, and its base is not stated', '比率需要其全部基数，而来源没有说明基数'],
       area: ['a quantity of money, goods or land is a property of the report; nothing in the graph adds up to it', '金额、产量或面积只是报道内容，图谱中没有可加总的记录'],
       revenue: ['a quantity of money, goods or land is a property of the report; nothing in the graph adds up to it', '金额、产量或面积只是报道内容，图谱中没有可加总的记录'],
       output_expected: ['a quantity of money, goods or land is a property of the report; nothing in the graph adds up to it', '金额、产量或面积只是报道内容，图谱中没有可加总的记录'],
       output_per_year: ['a quantity of money, goods or land is a property of the report; nothing in the graph adds up to it', '金额、产量或面积只是报道内容，图谱中没有可加总的记录'],
       output_share: ['a quantity of money, goods or land is a property of the report; nothing in the graph adds up to it', '金额、产量或面积只是报道内容，图谱中没有可加总的记录'],
       investment_signed: ['a quantity of money, goods or land is a property of the report; nothing in the graph adds up to it', '金额、产量或面积只是报道内容，图谱中没有可加总的记录'],
       founded_year: ['a year or an age is a date, not a number of things', '年份或年数是时间，不是对象的数量'],
       event_year: ['a year or an age is a date, not a number of things', '年份或年数是时间，不是对象的数量'],
       training_since: ['a year or an age is a date, not a number of things', '年份或年数是时间，不是对象的数量'],
       years_since_founding: ['a year or an age is a date, not a number of things', '年份或年数是时间，不是对象的数量']
     }[k.metric] AS never
UNWIND CASE WHEN counts = [] THEN [{origin: k.origin}] ELSE counts END AS row
WITH k, row, counting, CASE WHEN counting IS NULL THEN coalesce(never, ['no count is defined for this metric', '尚未定义该指标的统计方法']) END AS why
RETURN k AS claim, k.metric AS metric, k.value AS value, k.qualifier AS qualifier, k.unit AS unit, k.scope AS scope, k.period AS period,
       counting IS NOT NULL AS countable, row.counted AS counted, row.base AS base, counting[0] AS counts, counting[1] AS counts_zh,
       why[0] AS reason, why[1] AS reason_zh, row.origin AS origin, [(k)-[b:ABOUT]->() WHERE visible(b) | b] AS evidence
ORDER BY claim.id, origin
