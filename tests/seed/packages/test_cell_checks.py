"""Checks of single cells."""

from __future__ import annotations

from seed.columns import columns
from seed.model import Source
from seed.packages.cell_checks import verdict
from tests.each import each

URL = verdict(next(column for column in columns(Source) if column.name == "url"))


@each(
    "text",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "http://", "https:///path", "a.example", "http://a b"],
)
def test_an_address_of_a_source_is_http_or_https(text: str) -> None:
    fault = URL(text)
    assert fault is not None
    assert fault.code == "pattern"
    assert "for example https://" in fault.expected


@each("text", ["https://www.example.org/list?x=1#y", "HTTP".lower() + "://a.example", "https://图谱.example/名单"])
def test_http_addresses_are_accepted(text: str) -> None:
    assert URL(text) is None
