"""Messages in English that carry their Chinese translation."""

from __future__ import annotations

from typing import Self


class Bilingual(str):
    """An English text with its Chinese translation in ``zh``.

    It is a string, so that logs, the command line and comparisons need nothing else. Formatting and joining return plain English strings;
    :func:`sentences` keeps both languages.
    """

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """Create the text. Bilingual parts of ``zh`` must be given in Chinese: ``f"{part.zh}"``."""
        text = super().__new__(cls, en)
        text.zh = zh
        return text

    def __str__(self) -> str:
        """Return the text itself, so that ``str(error)`` keeps the translation."""
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Return what pickling and copying need."""
        return str.__getitem__(self, slice(None)), self.zh


def chinese(text: str) -> str:
    """Return the Chinese translation; a text without one is returned unchanged."""
    return text.zh if isinstance(text, Bilingual) else text


def sentences(*texts: str | None) -> Bilingual:
    """Join sentences; empty ones are left out. In Chinese a space is needed only after an English sentence."""
    given = [text for text in texts if text]
    zh = ""
    for part in map(chinese, given):
        zh += f" {part}" if zh and zh[-1].isascii() else part
    return Bilingual(" ".join(given), zh)
