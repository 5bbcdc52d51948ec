"""A small hand-written graph, from which the answers of all named questions were worked out by hand.

It is the smallest in which each question can go wrong: a unit whose school has the place, an unnamed group of schools and one of
enterprises, a simulated school, program and enterprise, a simulated link of a real major, an inferred flow beside documented ones,
flows with and without year and number, ended and undated relationships.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from typing import Any

from graph.database.reader import Store
from graph.database.schema import ensure
from graph.queries.questions.execution import Answer, ask
from graph.queries.questions.question_file import load_questions
from graph.settings import Settings
from seed.model import EDGES, bounds, label_of
from tests.conftest import GraphDB, Loop

ORIGINS = {"d": "documented", "r": "reference", "i": "inferred", "s": "simulated"}
QUESTIONS = load_questions()

# id, origin, properties
THINGS = """
region:z r kind=prefecture
county:a r seat_lon=112.734173 seat_lat=25.754172
county:b r
framework:f r
sector:silver r
sector:gems r
sector:art r
sector:tea r
industry:c32 r
industry:c322 r
industry:x r
major:m r
major:n r
source:s d kind=article
school:one d kind=named
school:one.unit d kind=unit
school:two d kind=named
school:some d kind='unnamed group'
school:sim s kind=named
program:metal d level=secondary status=active opened=2019
program:shop d level=secondary status=closed opened=2021 closed=2024-06
program:mold d level=secondary status=active
program:art d level='higher vocational' status=downsized
program:sim s level=secondary status=active opened=2023
enterprise:smelter d kind=named
enterprise:jd d kind=named
enterprise:firms d kind='unnamed group'
enterprise:sim s kind=named
person:p d role=teacher
person:q d
person:guest d
alliance:x d
alliance:y d
facility:lab d kind='research centre'
facility:base d kind='training base'
initiative:farm d started=2018
initiative:skills d
activity:course d kind='joint course'
activity:council d kind='council meeting'
claim:members d metric=alliance_members value=107 qualifier=exact unit=entities scope=alliance period='not stated'
claim:supported d metric=enterprises_supported value=20 qualifier='at least' unit=enterprises scope=lab period='not stated'
claim:stay d metric=staying_local_share value=68 qualifier='as printed' unit=% scope=one period='not stated'
claim:graduates d metric=graduates value=1427 qualifier=exact unit=people scope=farm period='not stated'
claim:aligned d metric=aligned_share value=83.6 qualifier=exact unit=% scope='city, secondary' period=currently
"""

# type, start, end, origin, properties
LINKS = """
PART_OF county:a region:z r
PART_OF county:b region:z r
PART_OF school:one.unit school:one d
PART_OF industry:c322 industry:c32 r
MAPS_TO industry:c32 sector:silver i crosswalk=hand-made
OF framework:f region:z r
PRIORITISES framework:f sector:silver r tier=emerging
PRIORITISES framework:f sector:tea r tier=future
PRIORITISES county:b sector:gems d
KNOWN_FOR county:a sector:silver d
LOCATED_IN school:one county:a d
LOCATED_IN school:two county:b d
LOCATED_IN school:some county:a i
LOCATED_IN school:sim county:a s
LOCATED_IN enterprise:smelter county:a d
LOCATED_IN enterprise:firms county:a d
LOCATED_IN enterprise:sim county:b s
OFFERS school:one.unit program:metal d
OFFERS school:two program:shop d valid_to=2024
OFFERS school:two program:art d
OFFERS school:some program:mold d
OFFERS school:sim program:sim s
OF_MAJOR program:mold major:m i
OF_MAJOR program:shop major:n d
SERVES program:metal sector:silver d crosswalk=stated
SERVES program:art sector:art d crosswalk=stated
SERVES program:art sector:gems d crosswalk=stated
SERVES program:sim sector:gems s crosswalk=simulated
SERVES program:sim industry:x s crosswalk=simulated
SERVES major:m industry:c322 i crosswalk=name
SERVES major:n sector:silver s crosswalk=simulated
OPERATES_IN enterprise:smelter industry:c322 d
OPERATES_IN enterprise:firms industry:x d
OPERATES_IN enterprise:jd industry:x d
OPERATES_IN enterprise:jd sector:art d
OPERATES_IN enterprise:sim industry:x s
FEEDS program:metal enterprise:smelter d year=2022 graduates=10
FEEDS program:metal enterprise:smelter d year=2023
FEEDS program:metal enterprise:smelter i year=2024 graduates=5
FEEDS program:metal enterprise:jd d sources=source:s
FEEDS program:shop enterprise:smelter d year=2021 graduates=3
FEEDS program:mold enterprise:firms i year=2024
FEEDS program:sim enterprise:sim s year=2024 graduates=7
PARTNERS_WITH school:one enterprise:smelter d form=co-cultivation valid_from=2020 valid_to=2023
PARTNERS_WITH school:some enterprise:firms i form=co-cultivation
PARTNERS_WITH school:two enterprise:jd d form=curriculum
TEACHES_AT person:p school:one d
TEACHES_AT person:q school:two d
CONSULTS_FOR person:p enterprise:firms d
CONSULTS_FOR person:q enterprise:smelter i valid_from=2021
LECTURES_AT person:guest school:one d valid_from=2024
WORKS_FOR person:guest enterprise:smelter d
MEMBER_OF school:one alliance:x d role='lead unit'
MEMBER_OF school:two alliance:x d
MEMBER_OF enterprise:smelter alliance:x d
MEMBER_OF enterprise:firms alliance:x d
MEMBER_OF enterprise:sim alliance:x s
MEMBER_OF school:one alliance:y d
MEMBER_OF enterprise:firms alliance:y d
MEMBER_OF enterprise:jd alliance:y d valid_from=2023
RUNS school:one.unit facility:lab d
RUNS enterprise:jd facility:base d
RUNS county:a initiative:farm d
RUNS county:b initiative:skills d
SUPPORTS facility:lab enterprise:smelter d
SUPPORTS facility:lab enterprise:firms d
TOOK_PART_IN school:one activity:course d
TOOK_PART_IN enterprise:smelter activity:course d
TOOK_PART_IN school:one activity:council d
TOOK_PART_IN school:two activity:council d
OF activity:course alliance:x d
OF activity:council alliance:x d
ABOUT claim:members alliance:x d
ABOUT claim:supported facility:lab d
ABOUT claim:stay school:one d
ABOUT claim:graduates initiative:farm d
ABOUT claim:aligned region:z d
"""


def properties(words: list[str], origin: str) -> dict[str, Any]:
    made: dict[str, Any] = {"origin": ORIGINS[origin], "certainty": "seen"}
    for word in words:
        key, _, value = word.partition("=")
        if key in {"year", "graduates"}:
            made[key] = int(value)
        elif key in {"value", "seat_lon", "seat_lat"}:
            made[key] = float(value)
        elif key == "sources":
            made[key] = [value]
        else:
            made[key] = value
        if key in {"opened", "closed", "started", "valid_from", "valid_to"}:
            made[f"{key}_lo"], made[f"{key}_hi"] = bounds(value)
    return made


def write(db: GraphDB, things: str = THINGS, links: str = LINKS) -> None:
    """Make a graph, with the constraints and indexes of the declaration."""
    with db.driver() as driver:
        ensure(driver, db.database)
    for line in things.split("\n"):
        if line:
            node, origin, *rest = shlex.split(line)
            values = {"name": node.partition(":")[2]} | properties(rest, origin) | {"id": node}
            db.run(f"CREATE (n:Thing:{label_of(node)}) SET n = $values", values=values)
    for line in links.split("\n"):
        if line:
            kind, start, end, origin, *rest = shlex.split(line)
            assert (label_of(start), label_of(end)) in EDGES[kind].pairs, line
            text = f"MATCH (a:Thing {{id: $start}}) MATCH (b:Thing {{id: $end}}) CREATE (a)-[r:{kind}]->(b) SET r = $values"
            db.run(text, start=start, end=end, values=properties(rest, origin))
    db.run("CREATE (:Meta {id: 'meta', state: 'ready', data_version: 'by hand', packages: [], counts: '{}'})")


Ask = Callable[..., Answer]
Row = tuple[Any, ...]


def asker(db: GraphDB, open_store: Callable[..., Store], run: Loop) -> Ask:
    """Write the graph and return a function that answers a question about it; ``origin`` is given in letters ("dr")."""
    write(db)
    store = open_store(db, Settings(read_timeout=30))

    def answered(name: str, origin: str | None = None, as_of: str | None = None, **params: Any) -> Answer:
        origins: Iterable[str] | None = [ORIGINS[letter] for letter in origin] if origin else None
        return run(ask(store, QUESTIONS[name], params, origin=origins, as_of=as_of))

    return answered


def short(value: Any) -> Any:
    """Ids instead of things; their prefix is left out where the column says what it is."""
    if isinstance(value, list):
        return [short(item) for item in value]
    return value["id"] if isinstance(value, dict) else value


def table(answer: Answer, *columns: str) -> list[tuple[Any, ...]]:
    letters = {name: letter for letter, name in ORIGINS.items()}
    return [tuple(letters[row[name]] if name == "origin" else short(row[name]) for name in columns) for row in answer.rows]
