"""GEXF 1.3, the format of Gephi, which networkx also reads: labels, types, weights and periods.

``start`` and ``end`` are the first and last day that the stated dates cover, so that Gephi's timeline can show them. An event has those
of its year. Without dates both are absent, and the relationship is shown at all times. ``kind`` is the type; Gephi uses it to distinguish
parallel relationships. All other attributes are as in :mod:`graph.export.graphml_writer`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.export.columns import Cell, Row
from graph.export.sections import NODES, Section
from graph.export.weights import label_of_edge, label_of_node, span, weight
from graph.export.writer import About
from graph.export.xml_escape import content, quoted, type_of

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
)
_OWN = {NODES: frozenset({"id"}), "edges": frozenset({"id", "start", "end"})}


class GexfWriter:
    """Writes GEXF. Attributes are declared at the beginning of the file, so all sections must be known in advance."""

    def __init__(self, about: About, parts: Sequence[Section]) -> None:
        self._about = about
        self._part = ""
        self._cells = {part.name: [cell for cell in part.cells if cell.name not in _OWN[part.name]] for part in parts}

    def begin(self, section: Section) -> bytes:
        """Begin a section. The first write_row is preceded by the head of the file."""
        before = self._head() if not self._part else f"</{self._part}>\n"
        self._part = section.name
        return f"{before}<{self._part}>\n".encode()

    def write(self, rows: Sequence[Row]) -> bytes:
        """Write nodes or edges."""
        write_row = self._node if self._part == NODES else self._edge
        return "".join(map(write_row, rows)).encode()

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Return the end of the document."""
        return None, iter((f"</{self._part}>\n</graph>\n</gexf>\n".encode(),))

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _head(self) -> str:
        facts = {"title": self._about.title, **self._about.facts}
        description = "; ".join(f"{name}: {content(value)}" for name, value in facts.items() if value is not None)
        meta = f"<meta><creator>Alliance explorer</creator><description>{description}</description></meta>\n"
        graph = '<graph mode="dynamic" timeformat="date" timerepresentation="interval" defaultedgetype="directed">\n'
        return _HEAD + meta + graph + "".join(_declarations(part, part_cells) for part, part_cells in self._cells.items())

    def _node(self, row: Row) -> str:
        return f"<node id={quoted(row['id'])} label={quoted(label_of_node(row))}>{self._values(row)}</node>\n"

    def _edge(self, row: Row) -> str:
        kind, weight_value, (start, end) = quoted(label_of_edge(row)), weight(row), span(row)
        parts = [f"id={quoted(row['id'])} source={quoted(row['start'])} target={quoted(row['end'])} label={kind} kind={kind}"]
        parts += [f'{name}="{value}"' for name, value in (("weight", weight_value), ("start", start), ("end", end)) if value is not None]
        return f"<edge {' '.join(parts)}>{self._values(row)}</edge>\n"

    def _values(self, row: Row) -> str:
        values = ((place, cell.read(row)) for place, cell in enumerate(self._cells[self._part]))
        elements = [f'<attvalue for="{place}" value={quoted(value)}/>' for place, value in values if value is not None and value != []]
        return f"<attvalues>{''.join(elements)}</attvalues>" if elements else ""


def _declarations(part: str, part_cells: Sequence[Cell]) -> str:
    lines = [f'<attribute id="{place}" title={quoted(cell.name)} type="{type_of(cell)}"/>\n' for place, cell in enumerate(part_cells)]
    return f'<attributes class="{part.removesuffix("s")}" mode="static">\n{"".join(lines)}</attributes>\n'
