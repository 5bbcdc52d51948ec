"""Citations of responses: the request, the data version and the sources of the rows.

The sources are collected from the response: those that its rows and their evidence cite, and those of the entities in short form. A
citation is available as text in both languages and in the formats of :mod:`graph.queries.citation_formats`. It depends only on the request,
the response and the data version, so it is byte-identical on every server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from graph.database.reader import Store
from graph.queries.cited_row import Statement
from graph.queries.traversal.selection import Chosen, read_value
from seed.model import NODES, ORIGINS, label_of
from seed.vocabularies import ORIGIN

PRODUCT = "Alliance explorer"
PRODUCT_ZH = "产教联合体图谱"
_ORIGINS_ZH: dict[str, str] = ORIGIN | {"real": "真实数据"}
_CONDITIONS_ZH: dict[str, str] = {cls.prefix: cls.title_zh for cls in NODES.values()} | {
    "filter": "条件",
    "origin": "数据性质",
    "q": "检索词",
    "ids": "指定记录",
    "sort": "排序",
    "group_by": "分组",
    "sample": "随机抽样",
    "type": "类型",
    "limit": "最多行数",
    "level": "层次",
    "year": "年份",
    "place": "地区范围",
}


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
    :param total: number of all rows; None when not known.
    :param sources: properties of the sources, sorted by id.
    :param conditions: the parameters that select the rows, by name.
    :param as_of: the day of the data; ``undated``: number of rows without a date, which are included.
    :param statement: what the row states, for a single entity or relationship.
    :param accessed: date of access, as the reader gives it.
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
    total: int | None = None
    conditions: tuple[tuple[str, str], ...] = ()
    as_of: str | None = None
    undated: int = 0
    statement: Statement | None = None
    accessed: str | None = None

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
    total: int | None = None
    undated: int = 0

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Tally:
        """Add up the counts of the blocks of a response."""
        blocks = [answer, *(part for part in answer.values() if isinstance(part, Mapping) and "results" in part)]
        metas = [block["meta"] for block in blocks]
        origins: dict[str, int] = {origin: sum((meta.get("origins") or {}).get(origin, 0) for meta in metas) for origin in ORIGINS}
        count, truncated = sum(meta.get("count", 0) for meta in metas), any(meta.get("truncated") for meta in metas)
        undated = sum(meta.get("undated") or 0 for meta in metas)
        return cls(count, truncated, origins, metas[0].get("total") if len(metas) == 1 else None, undated)


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
    known = f" of {cited.total}" if cited.truncated and cited.total is not None else ""
    rows = f"{'First ' if cited.truncated else ''}{cited.count}{known} row{'' if cited.count == 1 and not known else 's'}"
    by_origin = ", ".join(f"{origin} {count}" for origin, count in _present(cited))
    loaded = f", loaded {cited.loaded_at}" if cited.loaded_at else ""
    accessed = f" Accessed {cited.accessed}." if cited.accessed else ""
    head = f"{PRODUCT}. {_with_full_stop(cited.title, '.')} GET {cited.address}. Data version {cited.data_version}{loaded}.{accessed}"
    lines = [f"{head} {rows}{f' ({by_origin})' if by_origin else ''}."]
    if cited.conditions:
        conditions = [f"{name.replace('_', ' ')} {value}" for name, value in cited.conditions]
        lines.append(f"Selection: {'; '.join(conditions)}.")
    if cited.as_of:
        lines.append(f"As of {cited.as_of}, including {cited.undated} row{'' if cited.undated == 1 else 's'} without a date.")
    if cited.statement is not None:
        lines += [cited.statement.text, *(f'Quote: "{quote}"' for quote in cited.statement.quotes)]
        lines += [f"Place in the source: {cited.statement.locator}."] if cited.statement.locator else []
    if cited.origins.get("simulated"):
        lines.append("Simulated rows are generated to demonstrate the tool. They are not real.")
    lines += ["Sources:" if cited.sources else "The rows cite no sources.", *_numbered(cited.sources, "name", ". ")]
    return "\n".join(lines) + "\n"


def text_zh(cited: Citation) -> str:
    """Return the citation as Chinese text."""
    by_origin = "，".join(f"{_ORIGINS_ZH[origin]} {count}" for origin, count in _present(cited))
    loaded = f"，加载于 {cited.loaded_at}" if cited.loaded_at else ""
    accessed = f"访问日期 {cited.accessed}。" if cited.accessed else ""
    scope = "仅列前" if cited.truncated else "共"
    known = f"，共 {cited.total} 行" if cited.truncated and cited.total is not None else ""
    head = f"{PRODUCT_ZH}。{_with_full_stop(cited.title_zh, '。')}GET {cited.address}。数据版本 {cited.data_version}{loaded}。{accessed}"
    lines = [f"{head}{scope} {cited.count} 行{known}{f'（{by_origin}）' if by_origin else ''}。"]
    if cited.conditions:
        lines.append(f"筛选条件：{'；'.join(_condition_zh(*one) for one in cited.conditions)}。")
    if cited.as_of:
        lines.append(f"数据截至 {cited.as_of}，其中 {cited.undated} 行没有日期，一并列入。")
    if cited.statement is not None:
        lines += [cited.statement.text_zh, *(f"原文：“{quote}”" for quote in cited.statement.quotes)]
        lines += [f"原文位置：{cited.statement.locator}。"] if cited.statement.locator else []
    if cited.origins.get("simulated"):
        lines.append("模拟数据为演示本工具而生成，并非真实数据。")
    lines += ["来源：" if cited.sources else "所列各行未注明来源。", *_numbered(cited.sources, "name_zh", "。")]
    return "\n".join(lines) + "\n"


def _condition_zh(name: str, value: str) -> str:
    if name == "origin":
        value = "、".join(_ORIGINS_ZH.get(origin, origin) for origin in value.split(", "))
    return f"{_CONDITIONS_ZH.get(name, name)} {value}"


def _present(cited: Citation) -> Iterator[tuple[str, int]]:
    return ((origin, cited.origins[origin]) for origin in ORIGINS if cited.origins.get(origin))


def _with_full_stop(title: str, stop: str) -> str:
    return title if title[-1:] in ".?!。？！" else title + stop


def _numbered(sources: Iterable[Mapping[str, Any]], name: str, stop: str) -> Iterator[str]:
    for number, source in enumerate(sources, 1):
        parts = (source.get(name) or source["name"], source.get("publisher"), source.get("published"), source.get("url"))
        yield f"[{number}] " + stop.join(str(part) for part in parts if part) + f" ({source['id']})"
