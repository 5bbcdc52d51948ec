"""A Python client generated from the OpenAPI document by openapi-python-client: its types and their content."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api.openapi import example_store
from api.openapi.operations import resolved, resolved_operations
from tests.api.document import rendered

COMMITTED = Path(__file__).parents[1] / "openapi.json"
JSON = "application/json"
NOT_IMPORTABLE = {"reconcile_batch"}
"""openapi-python-client 0.29 leaves out an import where a body has two content types."""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("generated")
    scripts = sysconfig.get_path("scripts")  # the generator starts ruff
    words = ["-m", "openapi_python_client", "generate", "--path", str(COMMITTED), "--output-path", str(folder / "made"), "--meta", "none"]
    environment = {**os.environ, "PATH": os.pathsep.join((scripts, os.environ.get("PATH", "")))}
    done = subprocess.run([sys.executable, *words], check=False, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in done.stdout.lower(), done.stdout
    sys.path.insert(0, str(folder))
    yield importlib.import_module("made")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name == "made" or name.startswith("made.")]:
        del sys.modules[name]


def referenced() -> Iterator[tuple[str, list[str]]]:
    """Yield the operation id and the names of the possible schemas of each successful JSON response that refers to one."""
    document = rendered()
    for _, _, operation in resolved_operations(document):
        for status, response in operation["responses"].items():
            schema = response.get("content", {}).get(JSON, {}).get("schema", {}) if status.startswith("2") else {}
            if "$ref" in schema:
                yield (
                    operation["operationId"],
                    [item["$ref"].rpartition("/")[2] for item in resolved(document, schema).get("anyOf", [schema])],
                )


def keeps(model: Any, body: Any) -> bool:
    """Return whether a body passes through a type unchanged. A type of another body may raise any error."""
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        return bool(model.from_dict(body).to_dict() == body)
    return False


def test_every_response_type_is_generated(generated: ModuleType) -> None:
    models = importlib.import_module("made.models")
    names = {schema for _, schemas in referenced() for schema in schemas}
    assert len(names) > 80
    assert {name for name in names if not hasattr(models, name)} == set()


def test_examples_pass_through_the_generated_types(generated: ModuleType) -> None:
    models = importlib.import_module("made.models")
    stored = {name: example_store.read(name) for name, _ in referenced()}
    cases = [(name, schemas, example["answer"]) for name, schemas in referenced() if (example := stored[name]) and example["type"] == JSON]
    assert len(cases) > 100
    assert [name for name, schemas, body in cases if not any(keeps(getattr(models, schema), body) for schema in schemas)] == []


def test_every_operation_can_be_imported(generated: ModuleType) -> None:
    broken = set()
    for module in pkgutil.walk_packages(generated.__path__, "made."):
        try:
            importlib.import_module(module.name)
        except NameError:
            broken.add(module.name.rpartition(".")[2])
    assert broken == NOT_IMPORTABLE
