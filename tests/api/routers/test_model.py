"""``/v1/model``: the labels of the model, which need no database and no key."""

from __future__ import annotations

import asyncio
import json

import httpx

from api.app import create_app
from api.openapi.example_store import FOLDER
from api.schemas.model import ModelAnswer, model_answer
from graph.settings import Settings


def get(path: str, settings: Settings | None = None) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(settings=settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_the_model_is_served_without_a_database() -> None:
    response = get("/v1/model")
    assert response.status_code == 200
    assert response.json() == model_answer()


def test_the_model_matches_its_schema() -> None:
    ModelAnswer.model_validate(model_answer())


def test_the_model_needs_no_key() -> None:
    settings = Settings(require_key=True)
    assert get("/v1/model", settings).status_code == 200
    assert get("/v1/questions", settings).status_code == 401


def test_a_type_has_its_path_its_labels_and_its_properties() -> None:
    school = next(row for row in model_answer()["results"][0]["types"] if row["name"] == "School")
    assert (school["path"], school["prefix"], school["label"], school["label_many"], school["label_zh"]) == (
        "schools",
        "school",
        "School",
        "Schools",
        "学校",
    )
    level = next(row for row in school["properties"] if row["name"] == "level")
    assert (level["label"], level["label_zh"]) == ("Level", "办学层次")
    assert {"name": "secondary", "label": "secondary", "label_zh": "中职"} in level["values"]


def test_the_types_are_in_page_order() -> None:
    names = [row["name"] for row in model_answer()["results"][0]["types"]]
    assert names[:3] == ["School", "Program", "Major"]
    assert names[-1] == "Coverage"


def test_the_kept_example_is_up_to_date() -> None:
    kept = json.loads((FOLDER / "getModel.json").read_text(encoding="utf-8"))
    assert kept["answer"] == model_answer()
