"""How an answer is cited: what was asked, of which data, and the sources that its rows rest on.

The sources are read off the answer itself: those that its rows and their evidence name, and those of the things that it shows in short.
It is written as text in both languages, as CSL-JSON and as BibTeX, and follows from the answer and the data version alone, so the same
citation has the same bytes wherever it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from graph.database.reader import Store
from graph.queries.traversal.selection import Chosen, look
from seed.model import ORIGINS, label_of

PRODUCT = "Alliance explorer"
PRODUCT_ZH = "产教联合体图谱"
_CSL_TYPES = {"article": "article-newspaper", "standard": "standard", "web page": "webpage", "data set": "dataset", "simulation": "dataset"}
_ORIGINS_ZH: dict[str, str] = dict(zip(ORIGINS, ("有据", "参考", "推断", "模拟"), strict=True))
_BIB = str.maketrans({char: f"\\{char}" for char in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\^{}"})


@dataclass
class Rests:
    """What an answer names: ids of sources, and ids of things whose own sources count."""

    sources: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)

    def add(self, value: Any) -> None:
        """Look through a part of an answer."""
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

    :param address: path and query of the answer.
    :param title: what was asked, in English; ``title_zh`` in Chinese.
    :param loaded_at: when the data was loaded, ISO 8601; None when the database does not say.
    :param count: rows of the answer in all its blocks; ``truncated``: whether there were more.
    :param sources: properties of the sources, in the order of their ids.
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
        """A name for the answer that differs for another query or other data."""
        return "alliance-" + sha256(f"{self.address}\n{self.data_version}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Tally:
    """Rows of an answer, those of its further blocks (the relationships of a thing, the edges of a graph) among them."""

    count: int
    truncated: bool
    origins: dict[str, int]

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Tally:
        """Add up what the blocks say of themselves."""
        blocks = [answer, *(part for part in answer.values() if isinstance(part, Mapping) and "results" in part)]
        metas = [block["meta"] for block in blocks]
        origins: dict[str, int] = {origin: sum((meta.get("origins") or {}).get(origin, 0) for meta in metas) for origin in ORIGINS}
        return cls(sum(meta.get("count", 0) for meta in metas), any(meta.get("truncated") for meta in metas), origins)


async def sources_of(store: Store, rests: Rests) -> list[dict[str, Any]]:
    """The sources that an answer rests on, in the order of their ids; use inside ``store.reading()``."""
    found: list[dict[str, Any]] = await look(store, "sources", Chosen(), things=sorted(rests.things), sources=sorted(rests.sources))
    return found


def source_item(source: Mapping[str, Any]) -> dict[str, Any]:
    """A source as a row of the answer."""
    names = ("id", "name", "name_zh", "kind", "publisher", "published", "url", "origin")
    return {**{name: source.get(name) for name in names}, "href": f"/v1/sources/{source['id']}"}


def text(cited: Citation) -> str:
    """In English."""
    rows = f"{cited.count} row{'' if cited.count == 1 else 's'}{', and there are more' if cited.truncated else ''}"
    by_origin = ", ".join(f"{origin} {count}" for origin, count in _present(cited))
    loaded = f", loaded {cited.loaded_at}" if cited.loaded_at else ""
    head = f"{PRODUCT}. {_stopped(cited.title, '.')} GET {cited.address}. Data version {cited.data_version}{loaded}."
    lines = [f"{head} {rows}{f' ({by_origin})' if by_origin else ''}."]
    if cited.origins.get("simulated"):
        lines.append("Simulated rows are generated to exercise the tool; they are no facts.")
    lines += ["Sources:" if cited.sources else "The rows of this answer name no sources.", *_numbered(cited.sources, "name", ". ")]
    return "\n".join(lines) + "\n"


def text_zh(cited: Citation) -> str:
    """In Chinese."""
    by_origin = "，".join(f"{_ORIGINS_ZH[origin]} {count}" for origin, count in _present(cited))
    loaded = f"，加载于 {cited.loaded_at}" if cited.loaded_at else ""
    more = "，尚有更多" if cited.truncated else ""
    head = f"{PRODUCT_ZH}。{_stopped(cited.title_zh, '。')}GET {cited.address}。数据版本 {cited.data_version}{loaded}。"
    lines = [f"{head}共 {cited.count} 行{more}{f'（{by_origin}）' if by_origin else ''}。"]
    if cited.origins.get("simulated"):
        lines.append("模拟行为演示工具而生成，不是事实。")
    lines += ["来源：" if cited.sources else "本回答的各行未注明来源。", *_numbered(cited.sources, "name_zh", "。")]
    return "\n".join(lines) + "\n"


def csl(cited: Citation) -> list[dict[str, Any]]:
    """CSL-JSON items: the answer as a data set, then its sources."""
    own = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "publisher": PRODUCT,
        "version": cited.data_version,
        "issued": _date_parts(cited.loaded_at),
        "note": f"GET {cited.address}",
    }
    return [_known(own), *map(_csl_source, cited.sources)]


def _csl_source(source: Mapping[str, Any]) -> dict[str, Any]:
    note = "Simulated: generated, no fact." if source.get("origin") == "simulated" else None
    item = {
        "id": source["id"],
        "type": _CSL_TYPES.get(source.get("kind") or "", "document"),
        "title": source.get("name_zh") or source["name"],
        "publisher": source.get("publisher"),
        "issued": _date_parts(source.get("published")),
        "URL": source.get("url"),
        "note": note,
    }
    return _known(item)


def bibtex(cited: Citation) -> str:
    """BibTeX entries: the answer, then its sources."""
    year = (cited.loaded_at or "")[:4] or None
    own = {"title": cited.title, "publisher": PRODUCT, "version": cited.data_version, "year": year, "note": f"GET {cited.address}"}
    return "\n".join([_entry(cited.key, own), *(_entry(source["id"], _bib_source(source)) for source in cited.sources)])


def _bib_source(source: Mapping[str, Any]) -> dict[str, Any]:
    published = source.get("published") or ""
    note = "Simulated: generated, no fact." if source.get("origin") == "simulated" else None
    names = {"title": source.get("name_zh") or source["name"], "publisher": source.get("publisher")}
    return {**names, "year": published[:4] or None, "date": published or None, "url": source.get("url"), "note": note}


def _entry(key: str, fields: Mapping[str, Any]) -> str:
    lines = [f"  {name} = {{{str(value).translate(_BIB)}}}," for name, value in fields.items() if value is not None]
    return "\n".join([f"@misc{{{re.sub(r'[^A-Za-z0-9.:-]', '-', key)},", *lines, "}", ""])


def _date_parts(stated: str | None) -> dict[str, Any] | None:
    """``2024-06`` -> ``{"date-parts": [[2024, 6]]}``; of a time only the day."""
    found = re.match(r"\d{4}(-\d\d(-\d\d)?)?", stated or "")
    return None if found is None else {"date-parts": [[int(part) for part in found[0].split("-")]]}


def _known(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}


def _present(cited: Citation) -> Iterator[tuple[str, int]]:
    return ((origin, cited.origins[origin]) for origin in ORIGINS if cited.origins.get(origin))


def _stopped(title: str, stop: str) -> str:
    return title if title[-1:] in ".?!。？！" else title + stop


def _numbered(sources: Iterable[Mapping[str, Any]], name: str, stop: str) -> Iterator[str]:
    for number, source in enumerate(sources, 1):
        parts = (source.get(name) or source["name"], source.get("publisher"), source.get("published"), source.get("url"))
        yield f"[{number}] " + stop.join(str(part) for part in parts if part) + f" ({source['id']})"
