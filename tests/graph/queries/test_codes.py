"""The forms of a code in spreadsheets."""

from __future__ import annotations

from graph.queries.codes import code_forms
from tests.each import each


@each(
    ("text", "forms"),
    [
        ("431081", ("431081",)),
        (" 431081 ", ("431081",)),
        ("4143010545.0", ("4143010545.0", "4143010545")),
        ("4143010545.", ("4143010545.", "4143010545")),
        ("４３１０８１", ("４３１０８１", "431081")),
        ("４３１０８１．０", ("４３１０８１．０", "431081.0", "431081")),
        ("Ｃ３８４１", ("Ｃ３８４１", "C3841")),
        ("01.0000", ("01.0000", "01")),
        ("431081.5", ("431081.5",)),
        ("C38.0", ("C38.0",)),
        ("", ("",)),
    ],
)
def test_forms_of_a_code(text: str, forms: tuple[str, ...]) -> None:
    assert code_forms(text) == forms
