"""English counts in messages: *1 row*, *2 rows*."""

from __future__ import annotations

_SIBILANT = ("s", "x", "ch", "sh")


def plural(noun: str) -> str:
    """Return the regular plural of a noun.

    >>> [plural(noun) for noun in ("program", "county", "day", "class", "match")]
    ['programs', 'counties', 'days', 'classes', 'matches']
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_SIBILANT) else f"{noun}s"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the singular if it is 1.

    >>> counted(1, "program"), counted(0, "program"), counted(1200, "county")
    ('1 program', '0 programs', '1,200 counties')
    """
    return f"{count:,} {noun if count == 1 else plural(noun)}"
