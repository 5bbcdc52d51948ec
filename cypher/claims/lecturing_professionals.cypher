/*
counts: professionals known by name who lecture at a school
counts_zh: 已知姓名的兼职授课人员
scope: schools
*/
UNWIND $scopes AS scope
UNWIND scope.schools AS school
MATCH (:Thing {id: school.id})<-[r:LECTURES_AT WHERE visible(r)]-(x)
WHERE coalesce(x.kind, 'named') <> 'unnamed group'
  AND (scope.year IS NULL OR (coalesce(r.valid_from_lo, scope.year) <= scope.year + '-12-31'
                              AND coalesce(r.valid_to_hi, scope.year + '-12-31') >= scope.year))
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest(school, r) AS origin
