"""Pages of questions: a walk over the pages has each row once, in the order of the whole answer; positions, totals and cut texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from graph.database.reader import Store
from graph.errors import DataChangedError
from graph.loading.local_loader import load_remote
from graph.queries.questions import cypher_macros, paging
from graph.queries.questions.execution import Answer, ask, ask_stream
from graph.queries.questions.paging import Page, Position, Total, next_position
from graph.queries.questions.question_file import Question, load_questions
from graph.queries.search.name_lookup import resolve
from seed.packages.package import bundled
from seed.simulate import simulate
from tests.conftest import FAST, IMPATIENT, GraphDB, Loop
from tests.each import each

QUESTIONS = load_questions()
FED, CLAIMS = QUESTIONS["enterprises-fed-by-programs"], QUESTIONS["claims-against-graph"]
SIZES = (1, 7, 200)
WALKED = 150
"""Rows that a walk with one row a page visits; larger pages go on to the end."""


@pytest.fixture(scope="module")
def overlaid(graph_server: GraphDB, run: Loop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The documented data of Chenzhou with the simulated rows over them. Nothing is loaded during the tests, so late polls are harmless."""
    overlay = tmp_path_factory.mktemp("overlay")

    def load(db: GraphDB) -> None:
        simulate(overlay, scale="chenzhou")
        load_remote(db.settings(), IMPATIENT, [bundled("chenzhou") or "", overlay], merge=False, progress=None)

    db = graph_server.hold("documented and overlay", load)
    opened = run(Store.open(db.uri, *db.auth, database=db.database, settings=FAST, fixed=True))
    yield opened
    run(opened.close())


def row_key(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS)


async def values(store: Store, question: Question, *, example: bool) -> dict[str, Any]:
    """Return the parameters of the example, or only the required ones."""
    kinds = {name: param.type for name, param in question.params.items() if example or not param.optional}
    given = {name: str(value) for name, value in question.example.items() if name in kinds}
    return {
        name: await resolve(store, kinds[name].name, value, pointer="") if kinds[name].is_node else value for name, value in given.items()
    }


async def walk(store: Store, question: Question, params: dict[str, Any], size: int, most: int, **more: Any) -> list[Answer]:
    """Return pages until the last one, or until ``most`` rows."""
    answers, page = [], Page(size)
    while True:
        answer = await ask(store, question, params, page=page, **more)
        answers.append(answer)
        if answer.next is None or answer.next.rows >= most:
            return answers
        page = Page(size, answer.next, answer.data_version)


def rows_of(answers: list[Answer]) -> Iterator[dict[str, Any]]:
    return (row for answer in answers for row in answer.rows)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_a_walk_over_the_pages_has_each_row_once(name: str, size: int, overlaid: Store, run: Loop) -> None:
    question = QUESTIONS[name]
    for example in (True, False):
        params = run(values(overlaid, question, example=example))
        whole = run(ask(overlaid, question, {**params, "limit": 100_000}), timeout=120)
        assert not whole.truncated
        most = WALKED if size == 1 else len(whole.rows) + 1
        answers = run(walk(overlaid, question, params, size, most), timeout=300)
        walked = list(rows_of(answers))
        assert [row_key(row) for row in walked] == [row_key(row) for row in whole.rows[:most]]
        assert all(len(answer.rows) == size for answer in answers[:-1])
        assert answers[0].total == Total(len(whole.rows), exact=True)
        assert len({row_key(row) for row in whole.rows}) == len(whole.rows)


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_pages_of_real_rows_at_a_date_have_each_row_once(name: str, overlaid: Store, run: Loop) -> None:
    question = QUESTIONS[name]
    chosen: dict[str, Any] = {"origin": ["documented", "reference", "inferred"], "as_of": "2024"}
    params = run(values(overlaid, question, example=False))
    whole = run(ask(overlaid, question, {**params, "limit": 100_000}, **chosen), timeout=120)
    answers = run(walk(overlaid, question, params, 7, 100_000, **chosen), timeout=300)
    assert list(rows_of(answers)) == whole.rows
    assert sum(answer.undated for answer in answers) == whole.undated
    assert answers[0].total == Total(len(whole.rows), exact=True)


def test_a_limit_ends_the_last_page(overlaid: Store, run: Loop) -> None:
    answers = run(walk(overlaid, FED, {"limit": 10}, 7, 100_000))
    assert [len(answer.rows) for answer in answers] == [7, 3]
    assert answers[-1].truncated
    assert answers[0].total is not None
    assert answers[0].total.rows > 10, "the total counts all rows"


def test_a_page_of_another_data_version_is_rejected(overlaid: Store, run: Loop) -> None:
    with pytest.raises(DataChangedError):
        run(ask(overlaid, FED, {}, page=Page(1, Position(1, 1), "another")))


def test_more_rows_than_are_counted_give_a_lower_bound(overlaid: Store, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 20)
    answer = run(ask(overlaid, FED, {}, page=Page(7)))
    assert answer.total == Total(20, exact=False)


def test_many_claims_give_a_lower_bound(overlaid: Store, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "BATCH", 3)
    assert run(ask(overlaid, CLAIMS, {}, page=Page(2))).total == Total(3, exact=False)


def test_the_pages_have_the_rows_of_the_stream(overlaid: Store, run: Loop) -> None:
    async def streamed() -> list[dict[str, Any]]:
        return [row async for row in ask_stream(overlaid, FED, {})]

    assert list(rows_of(run(walk(overlaid, FED, {}, 200, 100_000), timeout=120))) == run(streamed(), timeout=120)


def claim_rows(*counts: int) -> list[dict[str, Any]]:
    return [{"claim": {"id": f"claim:{number}"}} for number, count in enumerate(counts) for _ in range(count)]


@each(
    ("start", "size", "expected"),
    [
        (Position(), 1, Position(1, 0, 1)),
        (Position(), 2, Position(2, 1, 0)),
        (Position(), 4, Position(4, 2, 1)),
        (Position(4, 2, 1), 1, Position(5, 2, 2)),
    ],
)
def test_a_page_may_end_within_a_claim(start: Position, size: int, expected: Position) -> None:
    rows = claim_rows(2, 1, 3)[3 if start.records else 0 :]
    assert next_position(CLAIMS, start, rows, size) == expected


def test_the_last_page_has_no_next_position() -> None:
    assert next_position(CLAIMS, Position(), claim_rows(2, 1, 3), 6) is None
    assert next_position(FED, Position(4, 4), [{}] * 3, 3) is None


def test_a_text_that_cuts_its_rows_is_not_cut_again() -> None:
    text = "MATCH (n) WITH n ORDER BY n.id SKIP $_skip LIMIT $_limit RETURN n AS n ORDER BY n.id"
    assert cypher_macros.wrap(text, {}).count("LIMIT") == 1
    assert cypher_macros.wrap("MATCH (n) RETURN n AS n", {}).count("SKIP $_skip LIMIT $_limit") == 1


def test_rows_are_counted_before_the_cut() -> None:
    text = "MATCH (n) WITH n ORDER BY n.id SKIP $_skip LIMIT $_limit MATCH (n)--(m) RETURN m AS m"
    counted = " ".join(cypher_macros.counted(text).split())
    assert counted.startswith("CYPHER 5 CALL () { MATCH (n) WITH n RETURN 1 AS one }")


@each("name", list(QUESTIONS))
def test_every_cut_is_at_the_top_of_the_text_and_sorted(name: str) -> None:
    bare = cypher_macros.blank_out(QUESTIONS[name].body)
    assert bare.count("LIMIT $_limit") == bare.count("SKIP $_skip LIMIT $_limit") <= 1
    before = bare.partition("SKIP $_skip")[0]
    assert before.count("{") == before.count("}") or "SKIP" not in bare
    assert "ORDER BY" in before
