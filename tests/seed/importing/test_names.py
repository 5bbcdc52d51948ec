"""Test which spellings of a name are one, and which names may mean the same."""

from __future__ import annotations

from seed.importing.names import cluster_key, similar
from tests.each import each


@each("name", ["示例电子有限公司", "示例电子（有限公司）", "示例电子 有限责任公司", "示例电子公司"])
def test_legal_forms_of_a_limited_company_are_one_name(name: str) -> None:
    assert cluster_key(name) == cluster_key("示例电子")


def test_a_joint_stock_company_is_not_taken_for_a_limited_company() -> None:
    assert cluster_key("示例电子股份有限公司") != cluster_key("示例电子有限公司")


def test_a_joint_stock_company_is_a_candidate_for_a_limited_company() -> None:
    limited, stock = cluster_key("示例电子有限公司"), cluster_key("示例电子股份有限公司")
    assert similar([limited], {stock: None}) == {limited: [stock]}


def test_names_with_different_numbers_are_not_similar() -> None:
    assert similar(["示例县第一中学"], {"示例县第二中学": None}) == {"示例县第一中学": []}
