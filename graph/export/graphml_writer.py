"""GraphML for Gephi, networkx, yEd and igraph: nodes, then directed edges, with their properties by name.

``label`` is the name of a node (in Chinese if it has one) or the type of an edge. Unknown values are absent. There is no attribute
``weight``: igraph takes it for the weights of all edges, and refuses every weighted measure when some edges have none. Counts have the
name of their property (``graduates``). The type of a node is ``entity_type``: R's igraph takes ``type`` for the two sides of a bipartite
graph. Control characters, which XML does not allow, become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graph.export.columns import Cell, Row
from graph.export.sections import NODES, Section
from graph.export.weights import label_of_edge, label_of_node
from graph.export.writer import About
from graph.export.xml_escape import content, quoted, type_of

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_TITLES = {("node", "type"): "entity_type"}
"""Attributes that have another name than their column."""
_OWN = {"node": frozenset({"id"}), "edge": frozenset({"id", "start", "end"})}
"""Columns that are attributes of the element itself."""


class GraphmlWriter:
    """Writes GraphML. Keys are declared at the beginning of the file, so all sections must be known in advance."""

    def __init__(self, about: About, parts: Sequence[Section]) -> None:
        self._about, self._parts = about, parts
        self._part = ""
        self._keys: dict[str, list[tuple[str, Cell]]] = {}
        for part in parts:
            kind = "node" if part.name == NODES else "edge"
            properties = [cell for cell in part.cells if cell.name not in _OWN[kind]]
            self._keys[kind] = [(f"{kind[0]}{place}", cell) for place, cell in enumerate(properties)]

    def begin(self, section: Section) -> bytes:
        """Begin a section. The first write_row is preceded by the head of the file."""
        first = not self._part
        self._part = "node" if section.name == NODES else "edge"
        return self._head().encode() if first else b""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Write nodes or edges."""
        write_row = self._node if self._part == "node" else self._edge
        return "".join(map(write_row, rows)).encode()

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Return the end of the document."""
        return None, iter((b"</graph>\n</graphml>\n",))

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _head(self) -> str:
        facts = {"title": self._about.title, **{name: value for name, value in self._about.facts.items() if value is not None}}
        own = [
            _key("label", "node", "label", "string"),
            _key("kind", "edge", "label", "string"),
        ]
        keys = [
            _key(name, kind, _TITLES.get((kind, cell.name), cell.name), type_of(cell))
            for kind, properties in self._keys.items()
            for name, cell in properties
        ]
        graph = [_key(f"g{place}", "graph", name, "string") for place, name in enumerate(facts)]
        data = [_data(f"g{place}", value) for place, value in enumerate(facts.values())]
        return _HEAD + "".join([*own, *keys, *graph]) + f'<graph id={quoted(self._about.title)} edgedefault="directed">\n' + "".join(data)

    def _node(self, row: Row) -> str:
        data = _data("label", label_of_node(row)) + self._properties("node", row)
        return f"<node id={quoted(row['id'])}>{data}</node>\n"

    def _edge(self, row: Row) -> str:
        data = _data("kind", label_of_edge(row)) + self._properties("edge", row)
        return f"<edge id={quoted(row['id'])} source={quoted(row['start'])} target={quoted(row['end'])}>{data}</edge>\n"

    def _properties(self, kind: str, row: Row) -> str:
        values = ((key, cell.read(row)) for key, cell in self._keys[kind])
        return "".join(_data(key, value) for key, value in values if value is not None and value != [])


def _key(name: str, kind: str, title: str, type_name: str) -> str:
    return f'<key id="{name}" for="{kind}" attr.name={quoted(title)} attr.type="{type_name}"/>\n'


def _data(key: str, value: Any) -> str:
    return f'<data key="{key}">{content(value)}</data>'
