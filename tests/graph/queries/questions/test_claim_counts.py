"""The counts of claims on the bundled data and with the simulated overlay.

The expected counts were recorded with a single query that counted all metrics; the complete rows were byte-identical. The counts of 0 were
added by hand where the recording had no count.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.database.reader import Store
from graph.loading.local_loader import load_remote
from graph.queries.questions.claim_counts import AT_ONCE
from graph.queries.questions.execution import ask, ask_stream
from graph.queries.questions.question_file import load_questions
from graph.settings import Settings
from seed.packages.package import bundled
from seed.simulate import simulate
from seed.simulation.calibration import CLAIMS, SENTENCE, SENTENCE_ZH
from tests.conftest import GraphDB, Loop

QUESTION = load_questions()["claims-against-graph"]
RECORDED = json.loads((Path(__file__).parent / "recorded" / "claims.json").read_text(encoding="utf-8"))
SELECTIONS: dict[str, dict[str, Any]] = {
    "all": {},
    "documented": {"origin": ["documented"]},
    "2021": {"as_of": "2021"},
    "inferred2024": {"origin": ["documented", "inferred"], "as_of": "2024"},
    "sim": {"origin": ["simulated"]},
}


def counts(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [[row["claim"]["id"], row["counted"], row["base"], row["origin"]] for row in rows if row["countable"]]


@pytest.fixture(scope="module", params=["documented", "overlay"])
def loaded(
    request: pytest.FixtureRequest, graph_server: GraphDB, open_store: Callable[[GraphDB], Store], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Store]:
    packages = [bundled("chenzhou") or ""]
    if request.param == "overlay":
        packages.append(tmp_path_factory.mktemp("overlay"))
        simulate(Path(packages[-1]), scale="chenzhou")
    graph_server.clean()
    load_remote(graph_server.settings(), Settings(poll_interval=0.05, read_timeout=0.1), packages, merge=False, progress=None)
    return request.param, open_store(graph_server)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_the_counts_match_the_recording(loaded: tuple[str, Store], run: Loop, selection: str) -> None:
    name, store = loaded
    answer = run(ask(store, QUESTION, {"limit": 1000}, **SELECTIONS[selection]))
    assert counts(answer.rows) == RECORDED[name][selection]


def test_the_real_count_comes_first(loaded: tuple[str, Store], run: Loop) -> None:
    rows = [row for row in run(ask(loaded[1], QUESTION, {"limit": 1000})).rows if row["countable"]]
    first = {row["claim"]["id"]: row for row in reversed(rows)}
    assert {claim: row["origin"] for claim, row in first.items() if row["origin"] == "simulated"} == {}
    assert first["claim:members.alliance"]["counted"] == 0


def test_simulated_counts_are_marked_beside_the_claims_they_were_generated_to_match(loaded: tuple[str, Store], run: Loop) -> None:
    name, store = loaded
    rows = run(ask(store, QUESTION, {"limit": 1000})).rows
    marked = {row["claim"]["id"]: row for row in rows if row["calibrated"]}
    assert set(marked) == (set(CLAIMS["chenzhou"]) if name == "overlay" else set())
    assert {(row["origin"], row["calibration"], row["calibration_zh"]) for row in marked.values()} <= {("simulated", SENTENCE, SENTENCE_ZH)}


def test_a_simulated_count_that_equals_its_claim_is_marked(loaded: tuple[str, Store], run: Loop) -> None:
    rows = run(ask(loaded[1], QUESTION, {"limit": 1000})).rows
    assert [
        row["claim"]["id"] for row in rows if row["origin"] == "simulated" and row["counted"] == row["value"] and not row["calibrated"]
    ] == []


def test_few_queries_wait_for_the_database_at_the_same_time(loaded: tuple[str, Store], run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    store = loaded[1]
    real, at_once, most = store.run, 0, 0

    async def counted_run(text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            return await real(text, params)
        finally:
            at_once -= 1

    monkeypatch.setattr(store, "run", counted_run)
    run(ask(store, QUESTION, {"limit": 1000}))
    assert most == AT_ONCE


def test_a_limit_truncates_the_rows(loaded: tuple[str, Store], run: Loop) -> None:
    store = loaded[1]
    whole, cut = (run(ask(store, QUESTION, {"limit": limit})) for limit in (1000, 7))
    assert (cut.rows, cut.truncated, whole.truncated) == (whole.rows[:7], True, False)


def test_a_stream_has_the_same_rows(loaded: tuple[str, Store], run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    store = loaded[1]
    monkeypatch.setattr("graph.queries.questions.claim_counts.BATCH", 5)

    async def streamed(limit: int | None) -> list[dict[str, Any]]:
        return [row async for row in ask_stream(store, QUESTION, {}, limit=limit)]

    whole = run(ask(store, QUESTION, {"limit": 1000})).rows
    assert run(streamed(None)) == whole
    assert run(streamed(8)) == whole[:8]
