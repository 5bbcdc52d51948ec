"""Check the values that a mapping states itself: constants, and the results of value tables."""

from __future__ import annotations

from collections.abc import Iterator

from seed.columns import TYPES, type_name
from seed.importing.cell_values import column_of, verdict_of
from seed.importing.mapping import Mapping, MappingError, ValueOf
from seed.packages.choices import extended


def check_fixed_values(mapping: Mapping) -> None:
    """Check the constants and value tables of a mapping.

    :raises MappingError: a value is not valid for its property.
    """
    for kind, name, field in _properties(mapping):
        column = extended(column_of(TYPES[kind], name), type_name(TYPES[kind]), mapping.choices)
        stated = [field.constant] if field.constant is not None else [text for text in field.values.values() if text != "*"]
        for text in stated:
            fault = verdict_of(column)(text) if text else None
            if fault is not None:
                raise MappingError(f"The mapping sets {kind}.{name} to '{text}'. {fault.detail}", fault.expected)


def _properties(mapping: Mapping) -> Iterator[tuple[str, str, ValueOf]]:
    for table in mapping.tables:
        for entity in table.entities:
            yield from ((entity.type, name, field) for name, field in entity.properties.items())
        for edge in table.relationships:
            yield from ((edge.type, name, field) for name, field in edge.properties.items())
