"""Give ids to mentions, and merge mentions and links to the rows of a package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field

from seed.columns import columns
from seed.importing.cell_values import name_column
from seed.importing.decisions import NONE, Decision, Key
from seed.importing.existing import Existing
from seed.importing.files import SourceFile
from seed.importing.findings import Findings
from seed.importing.mapping import Mapping
from seed.importing.matching import Matcher, Option, clusters_of
from seed.importing.mentions import Facts, Link, Mention, Value
from seed.importing.names import representative, slug, spelling
from seed.model import EDGES, KEY_BYTES, NODES, Edge, Row, bounds, edge_id, weakest
from seed.packages.row_rules import ORDERED

Cells = dict[str, str]
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass
class Compiled:
    """The result of an import: rows by type, the decisions, the findings, and what was not read."""

    rows: dict[type[Row], list[Cells]]
    decisions: list[Decision]
    findings: Findings
    sources: list[SourceFile]
    skipped: Counter[str] = field(default_factory=Counter)
    """Numbers of rows that were left out, by sheet and reason: ``学校!: totals``."""
    unused: list[str] = field(default_factory=list)
    """Sheets that no table of the mapping reads, and columns without a use."""
    notes: list[str] = field(default_factory=list)
    options: dict[Key, list[Option]] = field(default_factory=dict)
    """The entities that a name may mean, for names with similar ones."""

    @property
    def open(self) -> list[Decision]:
        """The decisions that a person must make."""
        return [decision for decision in self.decisions if not decision.decision]


def source_id(mapping: Mapping, source: SourceFile) -> str:
    """Return the id of the Source row of a file: the package's name, and the beginning of the hash of the file."""
    return f"source:{mapping.name}.{source.sha256[:12]}"


class RowBuilder:
    """Gives ids, and merges mentions and links to rows."""

    def __init__(self, mapping: Mapping, compiled: Compiled, facts: Facts, existing: Existing) -> None:
        self._mapping, self._compiled, self._facts, self._existing = mapping, compiled, facts, existing
        self._ids: dict[Mention, str | None] = {}
        self._results: dict[Key, str] = {}
        self._source_by_label = {
            source.label(sheet): source_id(mapping, source) for source in compiled.sources for sheet in (*source.sheets, "")
        }

    def run(self, decisions: dict[Key, Decision], undecided: str) -> None:
        """Fill in the decisions and the rows."""
        coded = {self._coded_id(mention): mention for mention in reversed(self._facts.mentions) if mention.code and not mention.decide}
        matcher = Matcher(self._existing, coded, decisions, undecided)
        self._compiled.decisions = matcher.decide(clusters_of(self._facts.mentions))
        self._compiled.notes += matcher.notes
        self._compiled.options = matcher.options
        self._results = {decision.key: decision.result for decision in self._compiled.decisions}
        dropped = {decision.key for decision in self._compiled.decisions if decision.decision == NONE}
        for decision in self._compiled.decisions:
            if decision.key in dropped:
                self._compiled.findings.add("none", decision.cell, decision.name, f"The decision on this {decision.type} is none.")
        rows = self._compiled.rows
        rows[NODES["Source"]] = [self._source_row(source) for source in self._compiled.sources]
        by_id: dict[str, list[Mention]] = {}
        for mention in self._facts.mentions:
            id = self._id(mention)
            if id is not None:
                by_id.setdefault(id, []).append(mention)
        made = {id for id, mentions in by_id.items() if self._add_node(id, mentions)}
        self._add_edges({*made, *self._existing.by_id})
        for items in rows.values():
            items.sort(key=lambda row: (row.get("id", ""), row.get("start", ""), row.get("end", ""), *sorted(row.items())))

    # ids

    def _id(self, mention: Mention) -> str | None:
        if mention not in self._ids:
            self._ids[mention] = self._new_id(mention)
        return self._ids[mention]

    def _new_id(self, mention: Mention) -> str | None:
        if mention.decide:
            return self._results.get((mention.kind, mention.name)) or None
        return self._coded_id(mention) if mention.code else self._contextual_id(mention)

    def _coded_id(self, mention: Mention) -> str:
        """Return the id of a code: of the entity of a required package with this code, or a new one."""
        known = self._existing.by_code.get((mention.kind, mention.code))
        if known is not None:
            return known
        prefix = NODES[mention.kind].prefix
        return f"{prefix}:{mention.code if _CODE.fullmatch(mention.code) else slug(mention.kind, mention.code)}"

    def _contextual_id(self, mention: Mention) -> str | None:
        """Return an id that contains those of its context. None if an entity of the context is left out."""
        rests, values = [], []
        for part in mention.context:
            if isinstance(part, Mention):
                id = self._id(part)
                if id is None:
                    return None
                rests.append(id.partition(":")[2])
            else:
                values.append(part)
        own = slug(mention.kind, mention.name, [*rests, *values])
        text = f"{NODES[mention.kind].prefix}:{'.'.join([*rests[:1], own])}"
        return text if len(text) <= KEY_BYTES // 2 else f"{NODES[mention.kind].prefix}:{own}"

    # rows

    def _provenance(self, items: Sequence[Mention] | Sequence[Link]) -> Cells:
        labels = dict.fromkeys(item.cell.rpartition("!")[0] for item in items if item.cell)
        sources = dict.fromkeys(self._source_by_label[label] for label in labels if label in self._source_by_label)
        ids = list(sources) or [source_id(self._mapping, self._compiled.sources[0])]
        origin = weakest(item.origin or self._mapping.origin for item in items)  # type: ignore[misc]
        return {"sources": "|".join(ids), "locator": items[0].cell, "certainty": self._mapping.certainty, "origin": origin}

    def _source_row(self, source: SourceFile) -> Cells:
        settings = self._mapping.source
        name = settings.name.replace("{file}", source.path.name)
        row = {"id": source_id(self._mapping, source), name_column(name): name, "kind": settings.kind, "origin": self._mapping.origin}
        optional = {"publisher": settings.publisher, "published": settings.published, "url": settings.url}
        note = "; ".join(filter(None, (settings.note, f"SHA-256 of the file: {source.sha256}")))
        return {**row, **{name: value for name, value in optional.items() if value}, "note": note, "certainty": self._mapping.certainty}

    def _add_node(self, id: str, mentions: Sequence[Mention]) -> bool:
        """Add the row of an entity. Return whether it exists afterwards."""
        first = mentions[0]
        if id in self._existing.by_id:
            stated = {name for mention in mentions for name in mention.values}
            if stated:
                detail = f"{id} is in {self._existing.by_id[id].package}; its {', '.join(sorted(stated))} are not changed."
                self._compiled.findings.add("existing", first.cell, first.name, detail)
            return True
        cls = NODES[first.kind]
        values = self._merged(cls, mentions)
        row = {"id": id, **self._names(mentions), **values}
        missing = [c.name for c in columns(cls) if c.required and not row.get(c.name) and c.name not in {"id", "name"}]
        if missing:
            detail = f"{cls.__name__} needs {missing[0]}, and no cell gives it."
            self._compiled.findings.add("missing-value", first.cell, first.name, detail, "Map a column to it, or give a constant.")
            return False
        provenance = self._provenance(mentions)
        self._compiled.rows.setdefault(cls, []).append({**row, **provenance})
        return True

    def _names(self, mentions: Sequence[Mention]) -> Cells:
        names = Counter(mention.name for mention in mentions if mention.name)
        if not names:
            return {"name": mentions[0].code}
        lead = representative(names)
        spellings = {spelling(lead): lead}
        for name in sorted(names, key=lambda text: (-names[text], text)):
            spellings.setdefault(spelling(name), name)
        aliases = [name for name in spellings.values() if name != lead]
        return {name_column(lead): lead, **({"aliases": "|".join(alias.replace("|", "/") for alias in aliases)} if aliases else {})}

    def _merged(self, cls: type[Row], items: Sequence[Mention] | Sequence[Link]) -> Cells:
        """Merge the values of all mentions of one entity. Lists are united; of other values the first counts, and others are reported."""
        lists = {column.name for column in columns(cls) if column.kind == "words"}
        merged: dict[str, Value] = {}
        texts: Cells = {}
        for item in items:
            for name, value in item.values.items():
                text = self._text(cls, name, value)
                if not text:
                    continue
                if name not in merged:
                    merged[name], texts[name] = value, text
                elif name in lists:
                    texts[name] = "|".join(dict.fromkeys([*texts[name].split("|"), *text.split("|")]))
                elif texts[name] != text and name != "note":
                    detail = f"{name} is {texts[name]} in {merged[name].cell} and {text} here."
                    self._compiled.findings.add("contradiction", value.cell or item.cell, text, detail, "Correct one of the cells.")
        return self._consistent(texts, merged)

    def _consistent(self, texts: Cells, values: Map[str, Value]) -> Cells:
        """Leave out an end that is before its beginning, and the remark that a value is missing if another cell states it."""
        if "value" in texts and texts.get("value_status") not in {None, "stated"}:
            del texts["value_status"]
        for first, last in ORDERED:
            if first in texts and last in texts and bounds(texts[first])[0] > bounds(texts[last])[1]:
                detail = f"{last} {texts[last]} is before {first} {texts[first]}."
                self._compiled.findings.add("date", values[last].cell, texts.pop(last), detail, "Correct one of the cells.")
        return texts

    def _text(self, cls: type[Row], name: str, value: Value) -> str:
        if not value.refers:
            return value.text
        kinds = [column.kind for column in columns(cls) if column.name == name]
        ids = dict.fromkeys(id for mention in value.refers if (id := self._id(mention)) is not None)
        return "|".join(ids) if kinds == ["words"] else next(iter(ids), "")

    def _add_edges(self, known: set[str]) -> None:
        by_key: dict[str, list[Link]] = {}
        ends: dict[str, tuple[str, str]] = {}
        for link in self._facts.links:
            start, end = self._id(link.start), self._id(link.end)
            if start is None or end is None or start not in known or end not in known or start == end:
                continue
            cls = EDGES[link.kind]
            values = {name: self._text(cls, name, value) or None for name, value in link.values.items()}
            key = edge_id(link.kind, start, end, values)
            by_key.setdefault(key, []).append(link)
            ends[key] = start, end
        for key, links in by_key.items():
            package = self._existing.relationships.get(key)
            if package is None:
                self._add_edge(EDGES[links[0].kind], ends[key], links)
            else:
                self._compiled.findings.add("known", links[0].cell, key, f"The relationship is in {package} already; it is not changed.")

    def _add_edge(self, cls: type[Edge], ends: tuple[str, str], links: Sequence[Link]) -> None:
        values = self._merged(cls, links)
        own = {column.name for column in columns(cls)}
        provenance = self._provenance(links)
        row = {"start": ends[0], "end": ends[1], **{name: text for name, text in values.items() if name in own}, **provenance}
        weak = [id for id in ends if id in self._existing.by_id and self._existing.by_id[id].origin == "inferred"]
        if links[0].rule or weak:
            row |= {"origin": "inferred", "rule": links[0].rule or f"{weak[0]} is inferred."}
        self._compiled.rows.setdefault(cls, []).append(row)


def nothing_to_write(compiled: Compiled) -> tuple[str, str] | None:
    """Return why there are no rows, and what to do; None if there are some."""
    if sum(map(len, compiled.rows.values())) > len(compiled.sources):
        return None
    if compiled.findings.counts["known"] or compiled.findings.counts["existing"]:
        return "Everything in the files is in the data already.", "There is nothing to import."
    return "The files give no rows.", "Fill in the file, or correct the mapping: rows below the header, conditions (when), names."


def counts(rows: Map[type[Row], Sequence[Cells]]) -> dict[str, int]:
    """Return the number of rows of each type."""
    return {cls.type if issubclass(cls, Edge) else cls.__name__: len(items) for cls, items in rows.items() if items}
