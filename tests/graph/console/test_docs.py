"""docs/console.md agrees with the limits and allowlists."""

from __future__ import annotations

from pathlib import Path

from graph.console.validation.allowlist import FUNCTIONS, KEYWORDS, OPERATORS, PROCEDURES
from graph.console.validation.limits import LIMITS
from graph.settings import Settings
from tests.each import each

TEXT = (Path(__file__).resolve().parents[3] / "docs/console.md").read_text(encoding="utf-8")


@each(
    "figure",
    [
        f"{LIMITS.body_bytes:,} bytes",
        f"{LIMITS.query_bytes:,} bytes, {LIMITS.tokens:,} words",
        f"CASE | {LIMITS.nesting} |",
        f"UNIONs | {LIMITS.unions} |",
        f"{LIMITS.parameters}, together {LIMITS.parameter_bytes:,} bytes as JSON, {LIMITS.parameter_depth} levels",
        f"{LIMITS.seconds:.0f} s; ended by force after {LIMITS.overrun:.0f} s",
        f"memory of a query | {LIMITS.memory[:-1]} MB",
        f"rows | {LIMITS.rows:,}",
        f"{LIMITS.answer_bytes:,} bytes, values {LIMITS.answer_depth} levels deep",
        f"{LIMITS.concurrency} queries; {LIMITS.waiting} more may wait, each at most {LIMITS.patience:.0f} s",
        f"restarts included | {LIMITS.deadline:.0f} s",
        f"a heap of {Settings().console_heap[:-1]} MB",
    ],
)
def test_documented_limits_are_current(figure: str) -> None:
    assert figure in TEXT


def test_allowed_procedures_are_documented() -> None:
    assert not {name for name in PROCEDURES if f"`{name}`" not in TEXT}


def test_allowlists_exclude_writes_and_external_access() -> None:
    assert not OPERATORS & {"LoadCSV", "Create", "Merge", "SetProperty", "DetachDelete", "Foreach", "TransactionForeach", "ShowSettings"}
    assert not OPERATORS & {"AdministrationCommand", "TerminateTransactions", "CreateIndex", "TransactionApply", "ShowTransactions"}
    assert not FUNCTIONS & {"file", "linenumber", "graph.byname", "graph.byelementid"}
    assert not {name for name in KEYWORDS if name != name.upper()}
