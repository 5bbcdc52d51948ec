"""Run one test over many cases and report every case that fails."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

Ids = Callable[[Any], object] | Iterable[object] | None
Case = tuple[str, dict[str, Any]]
"""The name of a case and its arguments."""


def each(names: str | Sequence[str], cases: Iterable[Any], ids: Ids = None) -> Callable[..., Any]:
    """Check all cases in one test, where ``pytest.mark.parametrize`` would create one test per case.

    The arguments are those of ``parametrize``; decorators can be stacked. All cases share the fixtures of the test, so a case must not
    modify a fixture of function scope.
    """
    words = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    rows = [(case,) if len(words) == 1 else tuple(case) for case in cases]
    outer = [(label, dict(zip(words, row, strict=True))) for label, row in zip(_labels(rows, ids), rows, strict=True)]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        body, inner = getattr(test, "cases_of", (test, [("", {})]))
        combined = [(f"{label}-{more}".strip("-"), {**given, **rest}) for label, given in outer for more, rest in inner]

        @functools.wraps(body)
        def run(*args: Any, **fixtures: Any) -> None:
            _check(combined, functools.partial(body, *args, **fixtures))

        signature = inspect.signature(test)
        kept = [parameter for name, parameter in signature.parameters.items() if name not in words]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        run.cases_of = (body, combined)  # type: ignore[attr-defined]
        return run

    return decorate


def _check(cases: list[Case], body: Callable[..., None]) -> None:
    """Run all cases, then raise an ExceptionGroup with every failure; skip if all cases were skipped."""
    assert cases, "there is no case"
    failures: list[Exception] = []
    skipped: list[str] = []
    for label, given in cases:
        try:
            body(**given)
        except pytest.skip.Exception as reason:
            skipped.append(str(reason))
        except pytest.fail.Exception as failure:
            if str(failure).startswith("Timeout"):  # the timeout of the whole test, not of this case
                raise
            failures.append(_named(AssertionError(str(failure)).with_traceback(failure.__traceback__), label))
        except Exception as problem:  # all failures are reported at the end
            failures.append(_named(problem, label))
    if failures:
        offenders = ", ".join(str(problem.__notes__[-1]) for problem in failures)
        raise ExceptionGroup(f"{len(failures)} of {len(cases)} cases failed: {offenders}", failures)
    if len(skipped) == len(cases):
        pytest.skip(skipped[0])


def _named(problem: Exception, label: str) -> Exception:
    problem.add_note(f"[{label}]")
    return problem


def _labels(rows: list[tuple[Any, ...]], ids: Ids) -> list[str]:
    if ids is None or callable(ids):
        name = ids or (lambda value: value if isinstance(value, str | int | float) else repr(value))
        return ["-".join(str(name(value))[:80] for value in row) for row in rows]
    return [str(name) for name in ids]
