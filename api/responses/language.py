"""The language of messages, by the ``Accept-Language`` of the request."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Literal

from api.responses.accept import weights
from seed.bilingual import chinese

Language = Literal["en", "zh"]
_LANGUAGE: ContextVar[Language] = ContextVar("language", default="en")


def preferred(header: str) -> Language:
    """Return the preferred language of an ``Accept-Language`` header: English unless Chinese has a higher weight, or is named first."""
    best: Language = "en"
    highest = 0.0
    for name, weight in weights(header).items():
        language = name.partition("-")[0]
        if weight > highest and language in {"en", "zh", "*"}:
            best, highest = "zh" if language == "zh" else "en", weight
    return best


def bind_language(header: str | None) -> None:
    """Use the language of this header for the messages of the current request."""
    _LANGUAGE.set("en" if header is None else preferred(header))


def language() -> Language:
    """Return the language of messages of the current request; English outside a request."""
    return _LANGUAGE.get()


def translated(text: str) -> str:
    """Return a message in the language of the current request."""
    return chinese(text) if language() == "zh" else text
