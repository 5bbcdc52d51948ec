"""The additional text in the full-text index, and the queries for user input."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.database.schema import NAME_PROPERTIES, ensure
from graph.queries.search.full_text import exactness, fits, query_text, search_text, without_level
from tests.conftest import GraphDB
from tests.each import each

NAMES = {
    "guiyang-county": ("Guiyang County", "桂阳县", []),
    "guiyang": ("Guiyang", "贵阳市", ["筑城"]),
    "chenzhou": ("Chenzhou Vocational Technical College", "郴州職業技術學院", ["郴职院"]),
    "firm": ("Simulated enterprise 0042", "模拟企业 0042", []),
    "jd": ("JD.com teacher's store", None, []),
    "changsha": ("Changsha", "长沙市", []),
    "changge": ("Changge", "长歌", []),
    "xian": ("Xi'an", "西安市", []),
    "county": ("Xian", "县城", []),
    "zixing": ("Zixing", "资兴市", []),
    "odd": ("Lu\u0300 feng\u200b school", "\u2ed3\u2f45 學\u200d校", []),
    "accounting": ("Big data and accounting", "大数据与会计", []),
    "plumbing": ("Building water supply", "建筑给排水工程", []),
    "livestock": ("Livestock", "畜禽生产", []),
    "luan": ("Lu'an", "六安市", []),
}


@each(
    ("text", "query"),
    [
        ("桂阳", '+("桂阳")'),
        ("桂陽縣", '+("桂阳县" "桂陽縣")'),
        ("桂", "+(桂* (name:(桂*) name_zh:(桂*) aliases:(桂*) search:(桂*))^4)"),
        ("byd", "+(byd^4 byd*)"),
        ("BYDs", "+(byds^4 byds*^2 byds~1)"),
        ("Chenzhou", "+(chenzhou^4 chenzhou*^2 chenzhou~2)"),
        ("0042", "+(0042^4 0042*)"),
        ("ＢＹＤ", "+(byd^4 byd*)"),
        ("the school", "+(school^4 school*^2 school~1)"),
        ("the", "+(the*)"),
        ("Guìyáng", "+(guiyang^4 guiyang*^2 guiyang~1)"),
        ("\u2ed3歌", '+("长歌")'),
        ("xi\u2019an", '+("xi\'an"^4 xian*)'),
        ("teacher's", '+("teacher\'s"^4 teacher*)'),
        ("资兴 市", '+("资兴") +(市*) "资兴市"^4'),
        ("guiyangxian", "+(guiyangxian^4 guiyangxian*^2 guiyangxian~2 (+guiyang +yangxian))"),
        ("an ren", "+(an^4 an*) +(ren^4 ren*) anren^4 anren*"),
        ("", ""),
        ('  "*?~:/\\ ', ""),
    ],
)
def test_query_text(text: str, query: str) -> None:
    assert query_text(text) == query


@each(
    ("text", "name", "spelt"),
    [
        ("guiyang", "guiyang-county", True),
        ("guiy", "guiyang", True),
        ("guiyagn", "guiyang", False),
        ("chenzou", "chenzhou", False),
        ("vocational chenzou", "chenzhou", False),
        ("the chenzhou", "chenzhou", True),
        ("桂阳", "guiyang-county", True),
        ("moni", "firm", True),
    ],
)
def test_a_hit_with_a_typing_error_is_a_near_miss(text: str, name: str, spelt: bool) -> None:
    english, chinese, aliases = NAMES[name]
    assert fits(text, (english, chinese, *aliases, search_text(english, chinese, aliases))) is spelt


@each(("text", "rank"), [("西安市", 0), ("西 安市", 0), ("xi’an", 0), ("XI'AN", 0), ("xian", 1), ("xi an", 1), ("西安", 2), ("", 2)])
def test_exactness(text: str, rank: int) -> None:
    assert exactness(text, ("Xi'an", "西安市", None)) == rank


@each(
    ("text", "bare"),
    [
        ("Zixing County", "zixing"),
        ("Gui Yang District", "gui yang"),
        ("资兴县", "资兴"),
        ("資興縣", "资兴"),
        ("资兴 县", "资兴"),
        ("赫山区", "赫山"),
        ("县", "县"),
        ("新区", "新区"),
        ("County", "county"),
        ("Zixing", "zixing"),
    ],
)
def test_without_level(text: str, bare: str) -> None:
    assert without_level(text) == bare


def test_search_text_contains_pinyin_initials_pairs_last_character_and_folded_names() -> None:
    words, *forms = search_text("x", "郴州職業", ("郴职",)).split("|")
    assert words.split() == ["chenzhouzhiye", "czzy", "chenzhou", "zhouzhi", "zhiye", "ye", "业", "業", "chenzhi", "cz", "zhi", "职"]
    assert forms == ["郴州职业"]


@each(("name", "text"), [("Only Latin", ""), ("JD.com", "jd com jdcom"), ("Zu\u0308rich", "|zurich"), ("a\u200bb", "|ab"), ("x|y", "")])
def test_search_text_of_latin_names(name: str, text: str) -> None:
    assert search_text(name, None, ()) == text


@pytest.fixture(scope="module")
def named(graph_db: GraphDB) -> GraphDB:
    with graph_db.driver() as driver:
        ensure(driver, graph_db.database)
    rows = [
        {"id": key, "name": name, "name_zh": zh, "aliases": aliases, "search": search_text(name, zh, aliases)}
        for key, (name, zh, aliases) in NAMES.items()
    ]
    graph_db.run("UNWIND $rows AS row CREATE (n:Thing) SET n = row", rows=rows)
    return graph_db


def found(db: GraphDB, text: str) -> set[str]:
    query = query_text(text)
    if not query:
        return set()
    return {row["id"] for row in db.run("CALL db.index.fulltext.queryNodes('names', $q) YIELD node RETURN node.id AS id", q=query)}


@each(
    ("text", "ids"),
    [
        ("桂阳", {"guiyang-county"}),
        ("桂陽", {"guiyang-county"}),
        ("桂阳县", {"guiyang-county"}),
        ("桂", {"guiyang-county"}),
        ("贵阳", {"guiyang"}),
        ("貴陽", {"guiyang"}),
        ("贵阳县", set()),
        ("guiyang", {"guiyang-county", "guiyang"}),
        ("guiyng", {"guiyang-county", "guiyang"}),
        ("guiyangxian", {"guiyang-county"}),
        ("职业技术", {"chenzhou"}),
        ("職業", {"chenzhou"}),
        ("czzyjsxy", {"chenzhou"}),
        ("zhiye", {"chenzhou"}),
        ("zhou zhi", {"chenzhou"}),
        ("xueyuan", {"chenzhou"}),
        ("chenzou college", {"chenzhou"}),
        ("郴职院", {"chenzhou"}),
        ("模拟企业 0042", {"firm"}),
        ("模拟企业0042", {"firm"}),
        ("0043", set()),
        ("jd.com", {"jd"}),
        ("jd", {"jd"}),
        ("teacher's", {"jd"}),
        ("changsha", {"changsha"}),
        ("zhangsha", {"changsha"}),
        ("歌", {"changge"}),
        ("長歌", {"changge"}),
        ("\u2ed3歌", {"changge"}),
        ("changge", {"changge"}),
        ("市", {"guiyang", "changsha", "xian", "zixing", "luan"}),
        ("资兴 市", {"zixing"}),
        ("资 兴 市", {"zixing"}),
        ("资\u200b兴市", {"zixing"}),
        ("xi'an", {"xian", "county", "guiyang-county"}),
        ("xi’an", {"xian", "county", "guiyang-county"}),
        ("xianshi", {"xian"}),
        ("Guìyáng", {"guiyang-county", "guiyang"}),
        ("lufeng", set()),
        ("lu feng", {"odd"}),
        ("长方", {"odd"}),
        ("学校", {"odd"}),
        ("學校", {"odd"}),
        ("jd com", {"jd"}),
        ("jdcom", {"jd"}),
        ("ｊｄ．ｃｏｍ", {"jd"}),
        ("kuaiji", {"accounting"}),
        ("shujuyukuaiji", {"accounting"}),
        ("jipaishui", {"plumbing"}),
        ("geipaishui", {"plumbing"}),
        ("chuqin", {"livestock"}),
        ("xuqin", {"livestock"}),
        ("xuqinshengchan", {"livestock"}),
        ("luanshi", {"luan"}),
        ("lu'an", {"luan"}),
        ("liuan", {"luan"}),
        ("筑", {"guiyang", "plumbing"}),
        ("name:guiyang OR *:*", set()),
    ],
)
def test_the_index_finds(named: GraphDB, text: str, ids: set[str]) -> None:
    assert found(named, text) == ids


@each(
    ("text", "first"),
    [
        ("xi'an", "xian"),
        ("xi’an", "xian"),
        ("jd com", "jd"),
        ("资兴 市", "zixing"),
        ("lu'an", "luan"),
        ("xi an shi", "xian"),
        ("lu an", "luan"),
    ],
)
def test_the_best_hit_is_first(named: GraphDB, text: str, first: str) -> None:
    query = "CALL db.index.fulltext.queryNodes('names', $q) YIELD node, score RETURN node.id AS id ORDER BY score DESC, id LIMIT 1"
    assert named.run(query, q=query_text(text))[0]["id"] == first


@given(st.text(max_size=30))
@example("桂")  # a single character is looked for in the fields of names, too
@example("name:桂")
def test_any_text_gives_a_query_without_lucene_syntax(text: str) -> None:
    query = query_text(text)
    assert query.count('"') % 2 == 0
    without_fields = re.sub(rf"\b({'|'.join(NAME_PROPERTIES)}):\(", "(", query)
    assert not set(without_fields) & set("\\{}[]?/&|!:")


def test_the_server_accepts_any_text(named: GraphDB) -> None:
    for text in ("a AND", "((", "~~~~", "x^y", 'say "hi', "_", "'", "a.b.c.", "桂*阳", "NOT", "𠀀", "ß", "x" * 5000, "a b " * 500):
        found(named, text)
