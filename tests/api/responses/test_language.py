"""Problems in the language that the request prefers, in full: detail, hint and the detail of each error."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.app import create_app
from api.responses.language import preferred
from api.responses.validation_texts import validation_text
from graph import errors
from tests.conftest import Loop
from tests.each import each

ROOT = Path(__file__).parents[3]
ROOMS = (
    "api/middleware",
    "api/pages",
    "api/parameters",
    "api/responses",
    "api/routers",
    "graph/console",
    "graph/database",
    "graph/export",
    *(f"graph/loading/{file}" for file in ("editing.py", "publications.py", "reviewing.py")),
    "graph/measures",
    "graph/queries",
    "graph/scenarios",
    "graph/snapshot",
)
"""Code whose messages are sent to clients of the API."""
OTHERS = ("graph/database/schema.py", "graph/queries/questions")
"""Code whose messages are for whoever runs the server."""
ERRORS = {name for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, errors.AllianceError)}
SAYING = (ERRORS - {"QueryFileError"}) | {"http_problem", "fail", "InvalidLiteralError", "failure"}
IN_CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hant-TW", "zh"),
        ("zh", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de,zh;q=0.7,en;q=0.3", "zh"),
        ("fr", "en"),
        ("*", "en"),
        ("zh;q=0", "en"),
        ("zh;q=x", "en"),
        ("", "en"),
    ],
)
def test_the_language_with_the_highest_weight_is_preferred(header: str, language: str) -> None:
    assert preferred(header) == language


async def get(path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        return await client.get(path)


def test_detail_and_hint_are_chinese(run: Loop) -> None:
    body = run(get("/v1/questions/program-feedrs", **IN_CHINESE)).json()
    near = "”、“".join(body["nearest"])
    assert (body["detail"], body["hint"]) == ("未知问题“program-feedrs”。全部问题见 /v1/questions。", f"是否指“{near}”？")


def test_each_error_is_chinese(run: Loop) -> None:
    body = run(get("/v1/programs?per_page=many&countty=1", **IN_CHINESE)).json()
    assert all(any("一" <= letter <= "鿿" for letter in error["detail"]) for error in body["errors"])


def test_a_response_names_its_language(run: Loop) -> None:
    response = run(get("/v1/nothing", **IN_CHINESE))
    assert (response.headers["Content-Language"], "Accept-Language" in response.headers["Vary"]) == ("zh", True)


def test_without_a_preference_problems_are_english(run: Loop) -> None:
    assert run(get("/v1/nothing")).json()["detail"] == "GET /v1/nothing: not found."


def messages(path: Path) -> Iterator[str]:
    """Yield each message of a file that is in one language, with its line."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name not in SAYING:
            continue
        texts = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg == "hint")]
        for text in texts:
            if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and isinstance(text.value, str) and " " in text.value):
                yield f"{path.relative_to(ROOT)}:{text.lineno}"


def test_every_message_of_the_api_has_a_translation() -> None:
    files = [path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))]
    kept = [path for path in files if not path.relative_to(ROOT).as_posix().startswith(OTHERS)]
    assert [message for path in kept for message in messages(path)] == []


class Sample(BaseModel):
    """Values of each kind that the API checks."""

    model_config = ConfigDict(extra="forbid")

    whole: int = Field(default=1, ge=1, le=9)
    share: float = 0.5
    sure: bool = True
    name: str = Field(default="ab", min_length=2, max_length=3, pattern="^[a-z]+$")
    items: list[int] = Field(default=[1], min_length=1, max_length=2)


@each(
    "given",
    [
        {"whole": "x"},
        {"whole": 0},
        {"whole": 10},
        {"whole": 1.5},
        {"share": "x"},
        {"sure": "maybe"},
        {"name": 1},
        {"name": "a"},
        {"name": "abcd"},
        {"name": "AB"},
        {"items": 1},
        {"items": []},
        {"items": [1, 2, 3]},
        {"other": 1},
    ],
    ids=str,
)
def test_an_invalid_value_is_explained_in_chinese(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(given)
    text = validation_text(caught.value.errors()[0])  # type: ignore[arg-type]
    assert not text.zh.startswith("取值无效")
