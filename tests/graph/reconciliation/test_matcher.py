"""Certain matches, candidates left for review, and matches that must never occur."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.reconciliation import matcher as matching
from graph.reconciliation.index import BUDGET, Index, Thing
from graph.reconciliation.matcher import Candidate, Query, answer
from graph.reconciliation.names import Name
from graph.reconciliation.properties import Given
from graph.reconciliation.similarity import REASONS, Similarity
from tests.each import each
from tests.graph.reconciliation import golden


def ask(text: str, *types: str, **given: str) -> list[Candidate]:
    properties = tuple(Given(name, (value,)) for name, value in given.items())
    return answer(golden.index(), Query(text, types, properties=properties))


def best(text: str, *types: str, **given: str) -> tuple[str, bool]:
    found = ask(text, *types, **given)
    return (found[0].thing.id, found[0].match) if found else ("", False)


def index_of(*rows: tuple[str, str, str]) -> Index:
    """Build an index of entities, each with an id, a Chinese name and the id of its parent."""
    return Index(
        [
            Thing(
                id,
                (f"name of {id}", name),
                (),
                None,
                "prefecture" if id.startswith("region") else None,
                None,
                "simulated",
                (within,) if within else (),
            )
            for id, name, within in rows
        ]
    )


BOTH = index_of(
    ("region:hunan", "湖南省", ""),
    ("region:guizhou", "贵州省", ""),
    ("region:guiyang", "贵阳市", "region:guizhou"),
    ("county:guiyang", "桂阳县", "region:hunan"),
    ("school:1", "桂阳县职业技术学校", "county:guiyang"),
    ("school:2", "贵阳市职业技术学校", "region:guiyang"),
    ("school:3", "育才学校", "county:guiyang"),
    ("school:4", "育才学校", "region:guiyang"),
)


@each(
    ("text", "wanted"),
    [
        ("桂阳县职业技术学校", "school:1"),
        ("桂阳职业技术学校", "school:1"),
        ("湖南桂阳职业技术学校", "school:1"),
        ("贵阳职业技术学校", "school:2"),
        ("贵州省贵阳市职业技术学校", "school:2"),
    ],
)
def test_places_with_the_same_pinyin_are_kept_apart(text: str, wanted: str) -> None:
    found = answer(BOTH, Query(text, ("School",)))
    assert (found[0].thing.id, found[0].match) == (wanted, True)
    assert all(not one.match for one in found[1:])
    assert found[1:] == [] or found[1].score <= 40


def test_contradictory_places_do_not_match() -> None:
    for text in ("湖南省贵阳职业技术学校", "贵州桂阳县职业技术学校"):
        assert not any(one.match for one in answer(BOTH, Query(text)))


def test_given_place_resolves_identical_names() -> None:
    assert not answer(BOTH, Query("育才学校"))[0].match
    for place, wanted in (("桂阳县", "school:3"), ("贵阳", "school:4")):
        found = answer(BOTH, Query("育才学校", properties=(Given("county", (place,)),)))
        assert (found[0].thing.id, found[0].match) == (wanted, True)


@each("text", ["贵阳", "贵阳市", "貴陽市", "贵阳市职业技术教育学校", "湖南省贵阳县职业技术教育学校"])
def test_homophone_of_a_place_is_not_a_candidate(text: str) -> None:
    assert not any("guiyang" in one.thing.id or one.thing.id == "county:431021" for one in ask(text))


@each("text", ["Guiyang", "guiyang", "gui yang", "guiyang xian", "Guiyang City", "Giyang County", "Guiyang District"])
def test_romanised_place_without_its_level_is_never_certain(text: str) -> None:
    assert not any(one.match for one in ask(text))


@each(
    ("text", "wanted"),
    [
        ("Zixing County", "county:431081"),
        ("Zi Xing County", "county:431081"),
        ("Guiyang District", "county:431021"),
        ("Chenzhou County", "region:431000"),
        ("资兴县", "county:431081"),
        ("桂阳市", "county:431021"),
    ],
)
def test_another_level_is_a_smaller_difference_than_another_name(text: str, wanted: str) -> None:
    found = ask(text)
    assert (found[0].thing.id, found[0].match) == (wanted, False)
    assert all(one.score < found[0].score for one in found[1:])


@each(
    ("text", "wanted"),
    [
        ("Gui Yang County", "county:431021"),
        ("Gui Dong County", "county:431027"),
        ("Su Xian District", "county:431003"),
        ("Zi Xing City", "county:431081"),
    ],
)
def test_place_may_be_written_in_syllables(text: str, wanted: str) -> None:
    found = ask(text)
    assert (found[0].thing.id, found[0].match) == (wanted, True)
    assert "written" in found[0].reasons


def test_syllables_of_another_name_are_not_joined() -> None:
    """Xi An and Xian are different places although both are written as xian without a blank."""
    index = Index([Thing("county:1", ("Xian County", "献县"), (), None, None, None, "simulated", ())])
    assert not any(one.match for one in answer(index, Query("Xi An County")))
    assert answer(index, Query("Xian County"))[0].match


def test_place_with_a_different_level_does_not_match() -> None:
    for text in ("Guiyang City", "Jiahe Prefecture", "桂阳市"):
        assert not any(one.match for one in ask(text, "Region") + ask(text))


@each(
    ("text", "kind", "wanted", "reason"),
    [
        ("school:4143012847", "", "school:4143012847", "id"),
        ("431021", "County", "county:431021", "code"),
        ("C3841锂离子电池制造", "Industry", "industry:C3841", "code"),
        ("郴州职业技术学院", "School", "school:4143012847", "name"),
        ("chenzhou vocational technical college", "School", "school:4143012847", "written"),
        ("郴州职院", "School", "school:4143012847", "alias"),
        ("汝城县职业中专", "School", "school:rucheng-vocational", "kind-word"),
        ("湖南省郴州市汝城县职业中等专业学校", "School", "school:rucheng-vocational", "prefix"),
        ("湖南省郴州思科职业学院", "School", "school:4143014819", "prefix"),
        ("湖南白银有限公司", "Enterprise", "enterprise:hunan-silver", "legal"),
        ("lithium-ion batteries, manufacture of", "Industry", "industry:C3841", "order"),
        ("Chenzhou Vocatonal Technical College", "School", "school:4143012847", "typo"),
        ("郴州智能科级职业学院", "School", "school:4143014905", "typo"),
        ("muju zhizao jishu", "Major", "major:660108", "pinyin"),
        ("京东集团 (JD.com)", "Enterprise", "enterprise:jd", "name"),
        ("Hunan Province", "Region", "region:430000", "kind-word"),
    ],
)
def test_certain_matches_and_their_reasons(text: str, kind: str, wanted: str, reason: str) -> None:
    found = ask(text, *([kind] if kind else []))
    assert (found[0].thing.id, found[0].match) == (wanted, True)
    assert reason in found[0].reasons


@each(
    ("text", "kind", "reason"),
    [
        ("郴州职业学院", "School", "like"),
        ("郴州思科小学", "School", "kind"),
        ("模拟甲县第三中学", "School", "number"),
        ("衡阳思科职业学院", "School", "like"),
        ("思科职业学院", "School", "prefix"),
        ("湖南省湘南学院", "School", "prefix"),
        ("中国湘南学院", "School", "prefix"),
        ("湘南医学院", "School", "like"),
        ("湖南智能科技职业学院", "School", "place-unknown"),
        ("湖南新能源学院", "School", "prefix"),
        ("高新区", "Region", "prefix"),
        ("白银", "Enterprise", "part"),
        ("湖南天成氢能", "Enterprise", "like"),
        ("Keliyaun", "Enterprise", "like"),
        ("chen zhou zhi ye ji shu xue yuan", "School", "pinyin"),
        ("嘉禾县职业中专", "School", "place-only"),
        ("C3841 铅酸电池", "Industry", "code-name"),
        ("电子商务", "Major", "several"),
        ("IT Company", "Sector", "alias"),
    ],
)
def test_uncertain_candidates_and_their_reasons(text: str, kind: str, reason: str) -> None:
    found = ask(text, kind)
    assert not found[0].match
    assert reason in found[0].reasons


@each("text", ["郴州自贸区新材料与信息技术产教联合体", "湖南格瑞普新能源", "嘉禾职业中专", "京东校园实训基地", "桂阳电子实训基地"])
def test_working_translations_and_search_words_match_nothing(text: str) -> None:
    assert not any(one.match for one in ask(text))


COLLEGES = index_of(
    ("region:zhejiang", "浙江省", ""),
    ("region:hangzhou", "杭州市", "region:zhejiang"),
    ("region:guangdong", "广东省", ""),
    ("region:hebei", "河北省", ""),
    ("region:anhui", "安徽省", ""),
    ("region:hunan", "湖南省", ""),
    ("region:chenzhou", "郴州市", "region:hunan"),
    ("county:jiahe", "嘉禾县", "region:chenzhou"),
    ("school:1", "杭州电子科技大学", "region:hangzhou"),
    ("school:2", "广东药科大学", "region:guangdong"),
    ("school:3", "河北美术学院", "region:hebei"),
    ("school:4", "安徽长江职业学院", "region:anhui"),
    ("school:5", "湘南学院", "region:chenzhou"),
    ("school:6", "泰山学院", ""),
    ("school:7", "嘉禾县育才学校", "county:jiahe"),
    ("school:8", "行知学校", "county:jiahe"),
    ("school:9", "上海电机学院", ""),
    ("school:10", "湖南机电职业技术学院", "region:hunan"),
    ("school:11", "嘉禾第一中学附属小学", "county:jiahe"),
    ("enterprise:1", "京东集团", ""),
)


@each(
    ("text", "wanted"),
    [
        ("湘南医学院", "school:5"),
        ("湘南学院二", "school:5"),
        ("湘南学院(北)", "school:5"),
        ("湘南学院(原)", "school:5"),
        ("湘南学院（ 院 ）", "school:5"),
        ("湘南学院-原", "school:5"),
        ("(湘)湘南学院", "school:5"),
        ("京东集团(团)", "enterprise:1"),
        ("泰山医学院", "school:6"),
        ("京东集团店", "enterprise:1"),
        ("京东集团等", "enterprise:1"),
        ("湖南机电职业学院", "school:10"),
        ("湖南机电职业术学院", "school:10"),
    ],
)
def test_additional_or_missing_character_is_a_different_name(text: str, wanted: str) -> None:
    found = answer(COLLEGES, Query(text))
    assert wanted in {one.thing.id for one in found}
    assert not any(one.match for one in found)


@each(
    ("text", "wanted"),
    [
        ("湘南学院院", "school:5"),
        ("湘南学学院", "school:5"),
        ("湘南学院员", "school:5"),
        ("湘 南 学 院 院", "school:5"),
        ("京东集团团", "enterprise:1"),
        ("京东集团团。", "enterprise:1"),
        ("湖南机电职业业技术学院", "school:10"),
    ],
)
def test_character_that_repeats_its_neighbour_is_a_typo(text: str, wanted: str) -> None:
    found = answer(COLLEGES, Query(text))
    assert (found[0].thing.id, found[0].match) == (wanted, True)
    assert "typo" in found[0].reasons


@each(
    ("text", "wanted"),
    [
        ("电子科技大学", "school:1"),
        ("中国药科大学", "school:2"),
        ("中国美术学院", "school:3"),
        ("长江职业学院", "school:4"),
        ("中国杭州电子科技大学", "school:1"),
        ("浙江电子科技大学", "school:1"),
        ("湖南湘南学院", "school:5"),
        ("郴州湘南学院", "school:5"),
        ("湖南行知学校", "school:8"),
        ("中国京东集团", "enterprise:1"),
    ],
)
def test_province_prefecture_or_country_makes_a_different_name(text: str, wanted: str) -> None:
    found = answer(COLLEGES, Query(text))
    assert wanted in {one.thing.id for one in found}
    assert not any(one.match for one in found)


@each(
    ("text", "wanted"),
    [
        ("育才学校", "school:7"),
        ("嘉禾育才学校", "school:7"),
        ("湖南省郴州市嘉禾县育才学校", "school:7"),
        ("嘉禾县行知学校", "school:8"),
        ("浙江省杭州电子科技大学", "school:1"),
    ],
)
def test_own_county_and_enclosing_places_make_no_difference(text: str, wanted: str) -> None:
    found = answer(COLLEGES, Query(text))
    assert (found[0].thing.id, found[0].match) == (wanted, True)


def test_transposition_that_gives_a_word_of_another_name_is_not_a_typo() -> None:
    assert not any(one.match for one in answer(COLLEGES, Query("上海机电学院")))


def test_kinds_in_another_order_are_a_different_name() -> None:
    assert not any(one.match for one in answer(COLLEGES, Query("嘉禾第一小学附属中学")))


def test_homophones_are_different_names() -> None:
    """电子, 电气 and 电器: the last two are homophones, and each belongs to a different enterprise."""
    for text, wanted in (("模拟星河电气科技有限公司", "xinghe2"), ("模拟星河电器科技有限公司", "xinghe3"), ("模拟星河电子科技", "xinghe1")):
        assert best(text, "Enterprise") == (f"enterprise:sim-{wanted}", True)


def test_code_decides_only_with_a_similar_name() -> None:
    assert best("模具制造", "Major", code="660108") == ("major:660108", True)
    found = ask("龙舟竞渡", "Major", code="660108")
    assert (found[0].thing.id, found[0].match) == ("major:660108", False)
    assert "code-name" in found[0].reasons


@each("code", ["4143010545.0", "4143010545.00", "４１４３０１０５４５", "４１４３０１０５４５．０", " 4143010545 "])
def test_code_of_a_spreadsheet_is_the_code(code: str) -> None:
    assert best(code, "School") == ("school:4143010545", True)
    assert best(f"{code} 湘南学院", "School") == ("school:4143010545", True)
    assert best("湘南学院", "School", code=code) == ("school:4143010545", True)


@each(
    ("county", "certain"),
    [
        ("汝城县", True),
        ("431026", True),
        ("431026.0", True),
        ("４３１０２６", True),
        ("431021.0", False),
        ("county:431026", True),
        ("Rucheng County", True),
        ("嘉禾县", False),
        ("贵阳市", False),
        ("", True),
    ],
)
def test_given_county_must_match(county: str, certain: bool) -> None:
    assert best("汝城县职业中专", "School", county=county) == ("school:rucheng-vocational", certain)


def test_given_place_makes_a_pinyin_match_certain() -> None:
    name = "ru cheng xian zhi ye zhong deng zhuan ye xue xiao"
    assert best(name, "School") == ("school:rucheng-vocational", False)
    assert best(name, "School", county="汝城县") == ("school:rucheng-vocational", True)
    assert best("ru cheng xian", "County", region="郴州市")[1] is False


@each(
    ("given", "fits"),
    [({"level": "高职"}, True), ({"level": "secondary"}, False), ({"region": "湖南省"}, True), ({"region": "贵州省"}, False)],
)
def test_level_and_region(given: dict[str, str], fits: bool) -> None:
    assert best("郴州职业技术学院", "School", **given) == ("school:4143012847", fits)


def test_the_school_of_a_program() -> None:
    wanted = "program:sim-0001-1"
    assert best("模拟专业点 0001-1", "Program", school="模拟学校 0001") == (wanted, True)
    assert best("模拟专业点 0001-1", "Program", school="模拟学校 0002") == (wanted, False)


@each("text", ["", " ", "-", "。", "\x00", "学校", "有限公司", "的", "🙂", "a" * 500, "县" * 300, "(((", "%_*?\\"])
def test_empty_and_meaningless_texts_do_not_match(text: str) -> None:
    assert not any(one.match for one in ask(text))


def test_reasons_are_documented_and_at_most_one_candidate_is_certain() -> None:
    for pair in golden.pairs():
        found = answer(golden.index(), golden.query(pair))
        assert {reason for one in found for reason in one.reasons} <= set(REASONS)
        assert sum(one.match for one in found) <= 1
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert all(0 <= one.score <= 100 for one in found)


def test_empty_index_has_no_candidates() -> None:
    assert answer(Index([]), Query("桂阳县")) == []


def test_number_of_comparisons_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """20,000 names differ only in a number. The cost of a query is the number of comparisons."""
    compared: list[str] = []

    def counted(index: Index, thing: Thing, asked: Sequence[Name]) -> Similarity:
        compared.append(thing.id)
        return compare_names(index, thing, asked)

    compare_names = matching._by_names
    monkeypatch.setattr(matching, "_by_names", counted)
    index = Index(
        [
            Thing(f"enterprise:sim-{n:05d}", (f"Simulated enterprise {n:05d}", f"模拟企业 {n:05d}"), (), None, None, None, "simulated", ())
            for n in range(20_000)
        ]
    )
    assert len(index) == 20_000
    assert BUDGET >= 20_000
    for n in range(0, 20_000, 1000):
        compared.clear()
        found = answer(index, Query(f"模擬企業{n:05d}", ("Enterprise",)))
        assert (found[0].thing.id, found[0].match) == (f"enterprise:sim-{n:05d}", True)
        assert 0 < len(compared) <= 400
    assert not any(one.match for one in answer(index, Query("模拟企业")))
