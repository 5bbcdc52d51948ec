"""The similarity of two names, and the reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Similarity:
    """The similarity of two names. ``reasons`` are codes of :data:`REASONS`; ``certain``: no review is needed."""

    points: float
    reasons: tuple[str, ...] = ()
    certain: bool = False


REASONS = {
    "id": "same id",
    "code": "same code",
    "code-name": "same code, different name",
    "name": "identical name",
    "written": "same name except for width, case, punctuation or script",
    "alias": "matched by an alias",
    "kind-word": "synonym of the kind, or a place without its level",
    "prefix": "administrative prefix added or missing",
    "legal": "legal form added or missing",
    "order": "same words in a different order",
    "typo": "spelling error",
    "pinyin": "pinyin of the name",
    "romanised": "romanised place, misspelt or without its level; may be a different place",
    "both": "matches in both languages",
    "like": "similar spelling",
    "part": "part of the name",
    "kind": "different kind of entity",
    "number": "different number",
    "place": "different place",
    "place-unknown": "location unknown",
    "place-only": "same place; Chinese name unknown",
    "several": "several equally good candidates",
    "property": "a given property matches",
    "property-differs": "a given property differs",
    "type": "different type than requested",
}
NOTHING = Similarity(0.0)
