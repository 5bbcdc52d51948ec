/*
title: Which majors are seen in other cities of the province and not here?
title_zh: 哪些专业在省内其他城市见到招生，而在本地未见到？
about: >-
  Majors that schools of several other cities of the same province offer or were seen recruiting for, and that no school of this region was seen with.
  Not seen is not the same as not offered: `absent` says whether the programs of the region were collected ("not collected", also where only part of them was),
  checked and none found ("checked, none"), or unknown. A city counts once, however many of its schools have the major; a unit counts with the
  place of its school. Which cities border on each other is not recorded, so all other cities of the province count.
about_zh: >-
  列出同省其他若干城市的学校开设或见到招生、而本地区学校未见到的专业。未见到不等于没有：“缺少专业点的原因”说明本地区的专业点是未收集（仅收集一部分的也算未收集）、查过没有，还是未知。
  同一城市无论有几所学校开设均只计一次，二级单位按所属学校的所在地计。各市是否相邻没有记载，因此同省其他城市全部计入。
group: training
example: {region: "region:431000"}
sentence: "{major} [{major}:major is|majors are] seen in other cities and not seen here"
sentence_zh: "{major} 个专业在其他城市见到而在本地未见到"
place: Region
params:
  region: {type: Region, help: "The city.", help_zh: "城市。"}
  cities: {type: int, default: 3, min: 1, max: 100, help: "Seen in at least this many other cities.", help_zh: "至少在这么多个其他城市见到。"}
  level: {type: "str?", choices: [secondary, higher vocational, vocational undergraduate], help: "Only majors of this level.", help_zh: "只看该层次的专业。"}
  limit: {type: "int?", max: 1000, help: "At most this many rows over all pages.", help_zh: "各页合计最多返回的行数。"}
returns:
  major: Major
  cities: int
  seen_in: [Region]
  schools: [School]
  programs: int
  absent: str
  origin: Origin
  evidence: [Relationship]
*/
MATCH (here:Region {id: $region})
WHERE in_place(here: Region)
CALL (here) {
  OPTIONAL MATCH (here)<-[up:PART_OF WHERE visible(up)]-{0,3}()<-[l:LOCATED_IN WHERE visible(l)]-(:School)<-[u:PART_OF WHERE visible(u)]-{0,2}()-[o:OFFERS WHERE visible(o)]->()-[a:OF_MAJOR WHERE visible(a)]->(m:Major)
  RETURN collect(DISTINCT m) AS ours
}
CALL (here) {
  OPTIONAL MATCH (here)-[up:PART_OF WHERE visible(up)]->{0,3}(place)
  OPTIONAL MATCH (k:Coverage {scope: place.id}) WHERE k.sought IN ['Program', 'OFFERS']
  WITH collect(DISTINCT k.status) AS statuses
  RETURN CASE WHEN 'not collected' IN statuses OR 'partly collected' IN statuses THEN 'not collected' WHEN statuses = [] THEN 'unknown' ELSE 'checked, none' END AS absent
}
MATCH (here)-[w:PART_OF WHERE visible(w)]->(:Region)<-[x:PART_OF WHERE visible(x)]-(city:Region {kind: 'prefecture'})
WHERE city <> here
MATCH (city)<-[up:PART_OF WHERE visible(up)]-{0,3}()<-[l:LOCATED_IN WHERE visible(l)]-(:School)<-[u:PART_OF WHERE visible(u)]-{0,2}(s)-[o:OFFERS WHERE visible(o)]->(p)-[a:OF_MAJOR WHERE visible(a)]->(m:Major)
WHERE NOT m IN ours AND coalesce(p.status, 'unknown') <> 'closed'
  AND m.level = $level                                                             //? level
WITH m, absent, city, s, p, o, a, weakest_of([p, w, x, l, o, a] + up + u) AS strength
ORDER BY city.id, s.id, p.id
WITH m, absent, collect(DISTINCT city) AS found, collect(DISTINCT s) AS schools, count(DISTINCT p) AS programs, collect(DISTINCT o) AS offers,
     collect(DISTINCT a) AS majors, collect(DISTINCT strength) AS strengths
WHERE size(found) >= $cities
RETURN m AS major, size(found) AS cities, found AS seen_in, schools AS schools, programs AS programs, absent AS absent,
       weakest_of([strength IN strengths | {origin: strength}]) AS origin, offers + majors AS evidence
ORDER BY cities DESC, major.id
