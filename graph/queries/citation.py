"""Citations of responses: the request, the data version and the sources of the rows.

The sources are collected from the response: those that its rows and their evidence cite, and those of the entities in short form. A
citation is available as text in both languages, as CSL-JSON and as BibTeX. It depends only on the response and the data version, so it is
byte-identical on every server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from graph.database.reader import Store
from graph.queries.traversal.selection import Chosen, read_value
from seed.model import ORIGINS, label_of

PRODUCT = "Alliance explorer"
PRODUCT_ZH = "产教联合体图谱"
_CSL_TYPES = {"article": "article-newspaper", "standard": "standard", "web page": "webpage", "data set": "dataset", "simulation": "dataset"}
_ORIGINS_ZH: dict[str, str] = dict(zip(ORIGINS, ("有据", "参考", "推断", "模拟"), strict=True))
_BIB = str.maketrans({char: f"\\{char}" for char in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\^{}"})


@dataclass
class Rests:
    """The ids in a response: sources, and entities whose own sources are cited too."""

    sources: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)

    def add(self, value: Any) -> None:
        """Collect the ids in a part of a response."""
        if isinstance(value, Mapping):
            self._add_row(value)
            value = value.values()
        elif not isinstance(value, list):
            return
        for item in value:
            self.add(item)

    def _add_row(self, row: Mapping[str, Any]) -> None:
        sources, name = row.get("sources"), row.get("id")
        if isinstance(sources, list):
            self.sources |= {source for source in sources if isinstance(source, str)}
        if isinstance(name, str) and (label := label_of(name)) is not None and row.get("type") == label:
            (self.sources if label == "Source" else self.things).add(name)


@dataclass(frozen=True)
class Citation:
    """A citation.

    :param address: path and query string of the request.
    :param title: title of the request in English; ``title_zh``: in Chinese.
    :param loaded_at: time when the data was loaded, ISO 8601; None when unknown.
    :param count: number of rows in all blocks of the response; ``truncated``: whether there are more rows.
    :param sources: properties of the sources, sorted by id.
    """

    address: str
    title: str
    title_zh: str
    data_version: str
    loaded_at: str | None
    count: int
    truncated: bool
    origins: Mapping[str, int]
    sources: Sequence[Mapping[str, Any]]

    @property
    def key(self) -> str:
        """The citation key; it differs for every query and data version."""
        return "alliance-" + sha256(f"{self.address}\n{self.data_version}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Tally:
    """Number of rows of a response, including its nested blocks (the relationships of an entity, the edges of a graph)."""

    count: int
    truncated: bool
    origins: dict[str, int]

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Tally:
        """Add up the counts of the blocks of a response."""
        blocks = [answer, *(part for part in answer.values() if isinstance(part, Mapping) and "results" in part)]
        metas = [block["meta"] for block in blocks]
        origins: dict[str, int] = {origin: sum((meta.get("origins") or {}).get(origin, 0) for meta in metas) for origin in ORIGINS}
        return cls(sum(meta.get("count", 0) for meta in metas), any(meta.get("truncated") for meta in metas), origins)


async def sources_of(store: Store, rests: Rests) -> list[dict[str, Any]]:
    """Return the sources of a response, sorted by id. Use it inside ``store.reading()``."""
    sources: list[dict[str, Any]] = await read_value(store, "sources", Chosen(), things=sorted(rests.things), sources=sorted(rests.sources))
    return sources


def source_item(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source as a row of the response."""
    names = ("id", "name", "name_zh", "kind", "publisher", "published", "url", "origin")
    return {**{name: source.get(name) for name in names}, "href": f"/v1/sources/{source['id']}"}


def text(cited: Citation) -> str:
    """Return the citation as English text."""
    rows = f"{'First ' if cited.truncated else ''}{cited.count} row{'' if cited.count == 1 else 's'}"
    by_origin = ", ".join(f"{origin} {count}" for origin, count in _present(cited))
    loaded = f", loaded {cited.loaded_at}" if cited.loaded_at else ""
    head = f"{PRODUCT}. {_with_full_stop(cited.title, '.')} GET {cited.address}. Data version {cited.data_version}{loaded}."
    lines = [f"{head} {rows}{f' ({by_origin})' if by_origin else ''}."]
    if cited.origins.get("simulated"):
        lines.append("Simulated rows are generated to demonstrate the tool. They are not real.")
    lines += ["Sources:" if cited.sources else "The rows cite no sources.", *_numbered(cited.sources, "name", ". ")]
    return "\n".join(lines) + "\n"


def text_zh(cited: Citation) -> str:
    """Return the citation as Chinese text."""
    by_origin = "，".join(f"{_ORIGINS_ZH[origin]} {count}" for origin, count in _present(cited))
    loaded = f"，加载于 {cited.loaded_at}" if cited.loaded_at else ""
    scope = "仅列前" if cited.truncated else "共"
    head = f"{PRODUCT_ZH}。{_with_full_stop(cited.title_zh, '。')}GET {cited.address}。数据版本 {cited.data_version}{loaded}。"
    lines = [f"{head}{scope} {cited.count} 行{f'（{by_origin}）' if by_origin else ''}。"]
    if cited.origins.get("simulated"):
        lines.append("模拟数据为演示本工具而生成，并非真实数据。")
    lines += ["来源：" if cited.sources else "所列各行未注明来源。", *_numbered(cited.sources, "name_zh", "。")]
    return "\n".join(lines) + "\n"


def csl(cited: Citation) -> list[dict[str, Any]]:
    """Return the CSL-JSON items: the response as a data set, then its sources."""
    own = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "publisher": PRODUCT,
        "version": cited.data_version,
        "issued": _date_parts(cited.loaded_at),
        "note": f"GET {cited.address}",
    }
    return [_without_nulls(own), *map(_csl_source, cited.sources)]


def _csl_source(source: Mapping[str, Any]) -> dict[str, Any]:
    note = "Simulated: generated, not real." if source.get("origin") == "simulated" else None
    item = {
        "id": source["id"],
        "type": _CSL_TYPES.get(source.get("kind") or "", "document"),
        "title": source.get("name_zh") or source["name"],
        "publisher": source.get("publisher"),
        "issued": _date_parts(source.get("published")),
        "URL": source.get("url"),
        "note": note,
    }
    return _without_nulls(item)


def bibtex(cited: Citation) -> str:
    """Return the BibTeX entries: the response, then its sources."""
    year = (cited.loaded_at or "")[:4] or None
    own = {"title": cited.title, "publisher": PRODUCT, "version": cited.data_version, "year": year, "note": f"GET {cited.address}"}
    return "\n".join([_entry(cited.key, own), *(_entry(source["id"], _bib_source(source)) for source in cited.sources)])


def _bib_source(source: Mapping[str, Any]) -> dict[str, Any]:
    published = source.get("published") or ""
    note = "Simulated: generated, not real." if source.get("origin") == "simulated" else None
    names = {"title": source.get("name_zh") or source["name"], "publisher": source.get("publisher")}
    return {**names, "year": published[:4] or None, "date": published or None, "url": source.get("url"), "note": note}


def _entry(key: str, fields: Mapping[str, Any]) -> str:
    lines = [f"  {name} = {{{str(value).translate(_BIB)}}}," for name, value in fields.items() if value is not None]
    return "\n".join([f"@misc{{{re.sub(r'[^A-Za-z0-9.:-]', '-', key)},", *lines, "}", ""])


def _date_parts(stated: str | None) -> dict[str, Any] | None:
    """``2024-06`` -> ``{"date-parts": [[2024, 6]]}``; the time of day is dropped."""
    match = re.match(r"\d{4}(-\d\d(-\d\d)?)?", stated or "")
    return None if match is None else {"date-parts": [[int(part) for part in match[0].split("-")]]}


def _without_nulls(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}


def _present(cited: Citation) -> Iterator[tuple[str, int]]:
    return ((origin, cited.origins[origin]) for origin in ORIGINS if cited.origins.get(origin))


def _with_full_stop(title: str, stop: str) -> str:
    return title if title[-1:] in ".?!。？！" else title + stop


def _numbered(sources: Iterable[Mapping[str, Any]], name: str, stop: str) -> Iterator[str]:
    for number, source in enumerate(sources, 1):
        parts = (source.get(name) or source["name"], source.get("publisher"), source.get("published"), source.get("url"))
        yield f"[{number}] " + stop.join(str(part) for part in parts if part) + f" ({source['id']})"
