"""What an invalid cell probably means, for hints: ``2023年9月`` is ``2023-09``. The readers are those of the import."""

from __future__ import annotations

from collections.abc import Callable

from seed.importing.readers import Reading, Unreadable, read_boolean, read_date, read_number

_LONGEST = 60


def date_as_read(text: str) -> str:
    """Return a date as it is valid, or "" if the text is not a date."""
    return _fixed(text, read_date)


def number_as_read(text: str, *, whole: bool) -> str:
    """Return an exact number as it is valid, or "" if the text is not one."""
    return _fixed(text, lambda value: read_number(value, whole=whole))


def boolean_as_read(text: str) -> str:
    """Return ``true`` or ``false``, or "" if the text is neither yes nor no."""
    return _fixed(text, read_boolean)


def _fixed(text: str, read: Callable[[str], Reading]) -> str:
    if len(text) > _LONGEST:
        return ""
    try:
        reading = read(text)
    except Unreadable:
        return ""
    return "" if reading.qualifier or reading.coarse or reading.text == text else reading.text
