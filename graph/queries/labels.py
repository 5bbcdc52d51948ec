"""Labels of questions and measures in English and Chinese: their groups, columns, parameters and the words in their rows.

``labels.yaml`` has the labels that several questions or measures share. A question or a measure declares further ones. The labels of types,
properties and their values are declared in :mod:`seed.model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.queries import yaml_text
from seed.columns import TYPES, columns

FILE = Path(__file__).with_name("labels.yaml")
SECTIONS = ("columns", "choices", "values", "keys", "units", "reasons")
"""Sections of the file with one label for each name."""


@dataclass(frozen=True)
class Label:
    """A label in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Group:
    """A group of questions and measures: its heading, and a sentence about it."""

    label: Label
    about: Label


@dataclass(frozen=True)
class Labels:
    """The content of the file."""

    groups: Mapping[str, Group]
    sections: Mapping[str, Mapping[str, Label]]


@cache
def shared() -> Labels:
    """Return the shared labels."""
    content = yaml_text.parse(FILE.read_text(encoding="utf-8"))
    groups = {
        name: Group(Label(group["label"], group["label_zh"]), Label(group["about"], group["about_zh"]))
        for name, group in content["groups"].items()
    }
    return Labels(groups, {section: {name: Label(*texts) for name, texts in content[section].items()} for section in SECTIONS})


def groups() -> tuple[str, ...]:
    """Return the names of the groups in page order."""
    return tuple(shared().groups)


def column_label(name: str, own: Mapping[str, Label], kind: str = "") -> Label:
    """Return the label of a column or parameter. Without one, both texts are the name without underscores.

    :param own: labels that the question or measure declares.
    :param kind: the value type, for a name that means something else there.
    """
    names = shared().sections["columns"]
    for label in (own.get(name), names.get(f"{name}:{kind}"), names.get(name), _of_properties().get(name)):
        if label is not None:
            return Label(label.en[:1].upper() + label.en[1:], label.zh)
    plain = name.replace("_", " ").capitalize()
    return Label(plain, plain)


@cache
def _of_properties() -> dict[str, Label]:
    found: dict[str, Label] = {}
    for cls in TYPES.values():
        for column in columns(cls):
            found.setdefault(column.name, Label(column.label, column.label_zh))
    return found


def declared(labels: Mapping[str, object]) -> dict[str, Label]:
    """Return the labels that a question or measure declares as pairs of texts.

    :raises ValueError: a label is no pair of texts. Names it.
    """
    found: dict[str, Label] = {}
    for name, texts in labels.items():
        if not isinstance(texts, list | tuple) or len(texts) != 2 or not all(isinstance(text, str) and text for text in texts):
            raise ValueError(f"the label of '{name}' is not a list of an English and a Chinese text.")
        found[name] = Label(*texts)
    return found
