"""Codes as spreadsheets contain them: as decimals (``4143010545.0``, a column with gaps) or in full-width digits (``４３１０８１``)."""

from __future__ import annotations

import re
import unicodedata

_WHOLE = re.compile(r"([0-9]+)\.0*")


def code_forms(text: str) -> tuple[str, ...]:
    """Return the codes that a text may stand for, in order of preference: as it is, in half-width characters, and without decimals.

    ``４３１０８１`` -> ``４３１０８１``, ``431081``; ``4143010545.0`` -> ``4143010545.0``, ``4143010545``. The text itself comes first,
    because some classifications have codes with a decimal point (``01.0000``).
    """
    stripped = text.strip()
    narrow = unicodedata.normalize("NFKC", stripped).strip()
    whole = _WHOLE.fullmatch(narrow)
    return tuple(dict.fromkeys((stripped, narrow, whole[1] if whole else narrow)))
