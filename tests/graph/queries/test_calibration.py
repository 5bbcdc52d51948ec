"""Simulated rows beside the claim that they were generated to match."""

from __future__ import annotations

import json
from typing import Any

from graph.loading.load_plan import packages_from_json, packages_to_json
from graph.queries.calibration import calibrated_to, mark
from graph.storage.data_directory import Loaded
from seed.simulation.calibration import CLAIMS, SENTENCE, SENTENCE_ZH
from tests.each import each

CLAIM, OTHER = {"id": "claim:members"}, {"id": "claim:area"}


def marked(origin: str, beside: Any) -> tuple[Any, ...]:
    (row,) = mark([{"origin": origin, "beside": beside}], "beside", frozenset({"claim:members"}))
    return row["calibrated"], row["calibration"], row["calibration_zh"]


@each("beside", [CLAIM, [OTHER, CLAIM]], ids=["one claim", "a list"])
def test_a_simulated_row_beside_its_claim_is_marked_in_both_languages(beside: Any) -> None:
    assert marked("simulated", beside) == (True, SENTENCE, SENTENCE_ZH)


@each(
    ("origin", "beside"),
    [("documented", CLAIM), ("inferred", [CLAIM]), ("simulated", OTHER), ("simulated", []), ("simulated", None)],
)
def test_other_rows_are_not_marked(origin: str, beside: Any) -> None:
    assert marked(origin, beside) == (False, None, None)


def test_a_package_states_its_claims() -> None:
    assert calibrated_to({"name": "mine", "calibrated_to": ["claim:x"]}) == ["claim:x"]


def test_an_overlay_of_the_first_edition_does_not_state_them() -> None:
    assert calibrated_to({"name": "chenzhou-simulated"}) == list(CLAIMS["chenzhou"])


def test_real_packages_are_calibrated_to_nothing() -> None:
    assert calibrated_to({"name": "chenzhou"}) == []


def test_the_claims_of_a_package_survive_the_meta_node() -> None:
    package = Loaded("mine", calibrated_to=("claim:x",))
    assert packages_from_json(packages_to_json([package])) == (package,)


def test_records_of_the_first_edition_are_read() -> None:
    assert packages_from_json([json.dumps({"name": "mine", "rows": 2})]) == (Loaded("mine", rows=2),)
