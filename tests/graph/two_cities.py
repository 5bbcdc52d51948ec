"""Two cities of a province, worked out by hand: what lies in which, and what has no location.

Text format: :mod:`tests.graph.small_graph`. City A is ``region:a`` with the counties a1 and a2, city B is ``region:b`` with b1. Names end
in the city; ``lost`` has no location. ``enterprise:sim-a`` and its location are simulated, and the location of ``school:c-a`` is inferred.
"""

from __future__ import annotations

THINGS = """
region:p r kind=province name=Province name_zh=某省
region:a r kind=prefecture code=990100 name='City A' name_zh=甲市
region:b r kind=prefecture code=990200 name='City B' name_zh=乙市
county:a1 r
county:a2 r
county:b1 r
framework:f r
sector:s r
sector:t r
major:m r
source:s d kind=article
school:a d kind=named
school:a.unit d kind=unit
school:c-a d kind=named
school:b d kind=named
school:lost d kind=named
program:one-a d level=secondary status=active
program:two-a d level=secondary status=active
program:c-a d level=secondary status=active
program:b d level=secondary status=active
program:lost d level=secondary status=active
enterprise:a d kind=named
enterprise:b d kind=named
enterprise:lost d kind=named
enterprise:sim-a s kind=named
person:a d role=teacher
person:b d role=engineer
person:lost d role=engineer
facility:a d kind='training base'
facility:b d kind='training base'
initiative:a d
alliance:a d
alliance:lost d
activity:a d kind='joint course'
claim:a d metric=graduates value=7 qualifier=exact unit=people scope=base period=2024
claim:p d metric=aligned_share value=50 qualifier=exact unit=% scope=province period=2024
claim:lost d metric=graduates value=9 qualifier=exact unit=people scope=sector period=2024
"""

LINKS = """
PART_OF county:a1 region:a r
PART_OF county:a2 region:a r
PART_OF county:b1 region:b r
PART_OF region:a region:p r
PART_OF region:b region:p r
PART_OF school:a.unit school:a d
OF framework:f region:p r
PRIORITISES framework:f sector:s r
PRIORITISES county:b1 sector:t d
LOCATED_IN school:a county:a1 d
LOCATED_IN school:c-a region:a i
LOCATED_IN school:b county:b1 d
LOCATED_IN enterprise:a county:a2 d
LOCATED_IN enterprise:b county:b1 d
LOCATED_IN enterprise:sim-a county:a1 s
LOCATED_IN facility:b region:b d
LOCATED_IN alliance:a region:a d
OFFERS school:a.unit program:one-a d
OFFERS school:a program:two-a d
OFFERS school:c-a program:c-a d
OFFERS school:b program:b d
OFFERS school:lost program:lost d
OF_MAJOR program:one-a major:m d
SERVES program:one-a sector:s d crosswalk=stated
SERVES program:two-a sector:t d crosswalk=stated
SERVES program:c-a sector:t d crosswalk=stated
SERVES program:b sector:s d crosswalk=stated
SERVES program:lost sector:s d crosswalk=stated
OPERATES_IN enterprise:a sector:s d
OPERATES_IN enterprise:b sector:s d
OPERATES_IN enterprise:lost sector:s d
FEEDS program:one-a enterprise:a d year=2024 graduates=10
FEEDS program:one-a enterprise:b d year=2024 graduates=5
FEEDS program:b enterprise:b d year=2024 graduates=3
FEEDS program:lost enterprise:lost d year=2024
PARTNERS_WITH school:a enterprise:a d form=co-cultivation
PARTNERS_WITH school:b enterprise:b d form=co-cultivation
PARTNERS_WITH school:lost enterprise:lost d form=co-cultivation
TEACHES_AT person:a school:a.unit d
CONSULTS_FOR person:a enterprise:b d
LECTURES_AT person:b school:b d
WORKS_FOR person:b enterprise:lost d
WORKS_FOR person:lost enterprise:lost d
RUNS school:a.unit facility:a d
RUNS county:a1 initiative:a d
OF activity:a alliance:a d
MEMBER_OF school:a alliance:a d
MEMBER_OF enterprise:lost alliance:a d
ABOUT claim:a facility:a d
ABOUT claim:p region:p d
ABOUT claim:lost sector:s d
"""

IN_A = {
    "Region": ["region:a"],
    "County": ["county:a1", "county:a2"],
    "School": ["school:a", "school:a.unit", "school:c-a"],
    "Program": ["program:c-a", "program:one-a", "program:two-a"],
    "Enterprise": ["enterprise:a", "enterprise:sim-a"],
    "Person": ["person:a"],
    "Facility": ["facility:a"],
    "Initiative": ["initiative:a"],
    "Alliance": ["alliance:a"],
    "Activity": ["activity:a"],
    "Claim": ["claim:a"],
    "Major": ["major:m"],
    "Sector": ["sector:s", "sector:t"],
    "Framework": ["framework:f"],
    "Source": ["source:s"],
}
"""What lies in city A or is of no place, by type."""
LOST = {"School": 1, "Program": 1, "Enterprise": 1, "Person": 1, "Alliance": 1, "Claim": 1}
"""Number of entities without a location by type; 0 for other types that can have one."""
