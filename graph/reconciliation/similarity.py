"""How alike two names are, and the words for why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are. ``reasons`` are codes (:data:`REASONS`), ``certain`` whether nobody needs to look."""

    points: float
    reasons: tuple[str, ...] = ()
    certain: bool = False


REASONS = {
    "id": "its id",
    "code": "its code",
    "code-name": "its code, but another name",
    "name": "its name, letter by letter",
    "written": "the same but for width, case, marks or script",
    "alias": "by an alias",
    "kind-word": "another word for the same kind, or a place without its level",
    "prefix": "an administrative prefix more or less",
    "legal": "a legal form more or less",
    "order": "the same words in another order",
    "typo": "a typing error",
    "pinyin": "its pinyin",
    "romanised": "a place in Latin letters, mistyped or without its level, may be another place",
    "both": "in both languages",
    "like": "alike in letters",
    "part": "a part of the name",
    "kind": "another kind of thing",
    "number": "another number",
    "place": "another place",
    "place-unknown": "where it is, is not known",
    "place-only": "in the same place; its Chinese name is not known",
    "several": "several fit equally well",
    "property": "a given property fits",
    "property-differs": "a given property differs",
    "type": "of another type than asked for",
}
NOTHING = Likeness(0.0)
