"""The formats of a citation for reference managers and bibliographies: CSL-JSON, BibTeX, RIS, GB/T 7714 and APA.

Each has the response as a data set and then its sources. For a single row, the notes of the entries state its figure and quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from graph.queries.citation import PRODUCT, PRODUCT_ZH, Citation

_CSL_TYPES = {"article": "article-newspaper", "standard": "standard", "web page": "webpage", "data set": "dataset", "simulation": "dataset"}
_RIS_TYPES = {"article": "NEWS", "standard": "STAND", "web page": "ELEC", "data set": "DATA", "simulation": "DATA"}
_GBT_TYPES = {"article": "N", "standard": "S", "web page": "EB", "list": "EB", "data set": "DS", "simulation": "DS"}
_BIB = str.maketrans({char: f"\\{char}" for char in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\^{}"})
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_SIMULATED = "Simulated: generated, not real."
Source = Mapping[str, Any]


def csl(cited: Citation) -> list[dict[str, Any]]:
    """Return the CSL-JSON items."""
    own = {
        "id": cited.key,
        "type": "dataset",
        "title": own_title(cited),
        "publisher": PRODUCT,
        "version": cited.data_version,
        "issued": _date_parts(cited.loaded_at),
        "accessed": _date_parts(cited.accessed),
        "note": own_note(cited),
        "abstract": "\n".join(cited.statement.quotes) or None if cited.statement else None,
    }
    return [_without_nulls(own), *(_csl_source(cited, source) for source in cited.sources)]


def _csl_source(cited: Citation, source: Source) -> dict[str, Any]:
    item = {
        "id": source["id"],
        "type": _CSL_TYPES.get(source.get("kind") or "", "document"),
        "title": _title(source),
        "publisher": source.get("publisher"),
        "issued": _date_parts(source.get("published")),
        "accessed": _date_parts(_accessed(cited, source)),
        "URL": source.get("url"),
        "note": _source_note(cited, source),
    }
    return _without_nulls(item)


def bibtex(cited: Citation) -> str:
    """Return the BibTeX entries."""
    year = (cited.loaded_at or "")[:4] or None
    own = {"title": own_title(cited), "publisher": PRODUCT, "version": cited.data_version, "year": year, "urldate": cited.accessed}
    entries = [_entry(cited.key, own | {"note": own_note(cited)})]
    return "\n".join([*entries, *(_entry(source["id"], _bib_source(cited, source)) for source in cited.sources)])


def _bib_source(cited: Citation, source: Source) -> dict[str, Any]:
    published = source.get("published") or ""
    dates = {"year": published[:4] or None, "date": published or None, "urldate": _accessed(cited, source)}
    names = {"title": _title(source), "publisher": source.get("publisher")}
    return {**names, **dates, "url": source.get("url"), "note": _source_note(cited, source)}


def _entry(key: str, fields: Mapping[str, Any]) -> str:
    lines = [f"  {name} = {{{str(value).translate(_BIB)}}}," for name, value in fields.items() if value is not None]
    return "\n".join([f"@misc{{{re.sub(r'[^A-Za-z0-9.:-]', '-', key)},", *lines, "}", ""])


def ris(cited: Citation) -> str:
    """Return the RIS records."""
    own: list[tuple[str, str | None]] = [
        ("TY", "DATA"),
        ("ID", cited.key),
        ("TI", own_title(cited)),
        ("PB", PRODUCT),
        ("ET", cited.data_version),
    ]
    own += [("DA", _ris_date(cited.loaded_at)), ("Y2", _ris_date(cited.accessed)), ("N1", own_note(cited))]
    return "\n".join([_record(own), *(_record(_ris_source(cited, source)) for source in cited.sources)])


def _ris_source(cited: Citation, source: Source) -> list[tuple[str, str | None]]:
    published = source.get("published")
    return [
        ("TY", _RIS_TYPES.get(source.get("kind") or "", "GEN")),
        ("ID", source["id"]),
        ("TI", _title(source)),
        ("PB", source.get("publisher")),
        ("PY", published[:4] if published else None),
        ("DA", _ris_date(published)),
        ("UR", source.get("url")),
        ("Y2", _ris_date(_accessed(cited, source))),
        ("N1", _source_note(cited, source)),
    ]


def _record(fields: list[tuple[str, str | None]]) -> str:
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - ", ""])


def gbt7714(cited: Citation) -> str:
    """Return the references in the form of GB/T 7714-2015, numbered, with the statement of a single row below."""
    title = cited.title_zh if cited.statement is None else cited.statement.text_zh.rstrip("。")
    own = f"{PRODUCT_ZH}. {title}[DS/OL]. {_gbt_dates(cited.loaded_at, cited.accessed)}数据版本 {cited.data_version}. {cited.address}."
    lines = [own, *(_gbt_source(cited, source) for source in cited.sources)]
    notes = [] if cited.statement is None else [f"原文：“{quote}”" for quote in cited.statement.quotes]
    return "\n".join([*(f"[{number}] {line}" for number, line in enumerate(lines, 1)), *notes]) + "\n"


def _gbt_source(cited: Citation, source: Source) -> str:
    kind, url = source.get("kind") or "", source.get("url")
    code = _GBT_TYPES.get(kind, "Z") + ("/OL" if url else "")
    publisher, published, accessed = source.get("publisher"), _day(source.get("published")), _accessed(cited, source)
    read = f"[{accessed}]" if accessed else ""
    if kind == "article":
        place = ", ".join(filter(None, (publisher, published)))
        parts = [f"{_title(source)}[{code}]", f"{place}{read}"]
    else:
        parts = [publisher or "", f"{_title(source)}[{code}]", (f"({published})" if published else "") + read]
    return ". ".join(part for part in (*parts, url) if part) + "."


def _gbt_dates(issued: str | None, accessed: str | None) -> str:
    text = (f"({_day(issued)})" if issued else "") + (f"[{accessed}]" if accessed else "")
    return f"{text}. " if text else ""


def apa(cited: Citation) -> str:
    """Return the references in APA style (7th edition), one each line, with the statement of a single row below."""
    year = (cited.loaded_at or "")[:4] or "n.d."
    retrieved = _retrieved(cited.accessed, cited.address)
    own = f"{PRODUCT}. ({year}). {own_title(cited).rstrip('.')} [Data set; version {cited.data_version}]. {retrieved}"
    notes = [] if cited.statement is None else [cited.statement.note]
    return "\n".join([own, *(_apa_source(cited, source) for source in cited.sources), *notes]) + "\n"


def _apa_source(cited: Citation, source: Source) -> str:
    title, other = _title(source), source["name"]
    both = title if title == other else f"{title} [{other}]"
    when, url = f"({_apa_date(source.get('published'))})", source.get("url")
    head = f"{source['publisher']}. {when}. {both}." if source.get("publisher") else f"{both}. {when}."
    return f"{head} {_retrieved(_accessed(cited, source), url)}" if url else head


def _retrieved(accessed: str | None, place: str) -> str:
    return f"Retrieved {_long(accessed)}, from {place}" if accessed else place


def _apa_date(stated: str | None) -> str:
    match = _DATE.match(stated or "")
    if match is None:
        return "n.d."
    year, *rest = match[0].split("-")
    if not rest:
        return year
    first = date(int(year), int(rest[0]), int(rest[1]) if len(rest) > 1 else 1)
    return f"{year}, {first:%B}" + (f" {first.day}" if len(rest) > 1 else "")


def _long(day: str) -> str:
    parsed = date.fromisoformat(day)
    return f"{parsed:%B} {parsed.day}, {parsed.year}"


def own_title(cited: Citation) -> str:
    """Return the title of the response; for a single row, its statement."""
    return cited.title if cited.statement is None else f"{cited.title}: {cited.statement.text}"


def own_note(cited: Citation) -> str:
    """Return the request, and for a single row its quotes."""
    return " ".join([f"GET {cited.address}", *_quotes(cited)])


def _quotes(cited: Citation) -> Iterator[str]:
    if cited.statement is not None:
        yield from (f'Quote: "{quote}"' for quote in cited.statement.quotes)


def _source_note(cited: Citation, source: Source) -> str | None:
    simulated = _SIMULATED if source.get("origin") == "simulated" else None
    stated = cited.statement.note if cited.statement is not None and cited.statement.figure is not None else None
    return " ".join(filter(None, (simulated, stated))) or None


def _accessed(cited: Citation, source: Source) -> str | None:
    """Return the date of access; only a source with a URL has one."""
    return cited.accessed if source.get("url") else None


def _title(source: Source) -> str:
    return str(source.get("name_zh") or source["name"])


def _day(stated: str | None) -> str:
    """Return a date without the time of day."""
    match = _DATE.match(stated or "")
    return match[0] if match else ""


def _ris_date(stated: str | None) -> str | None:
    """``2024-06`` -> ``2024/06//``."""
    parts = _day(stated).split("-") if _day(stated) else []
    return "/".join([*parts, "", "", ""][:4]) if parts else None


def _date_parts(stated: str | None) -> dict[str, Any] | None:
    """``2024-06`` -> ``{"date-parts": [[2024, 6]]}``."""
    day = _day(stated)
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _without_nulls(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}
