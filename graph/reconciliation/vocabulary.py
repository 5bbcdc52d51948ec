"""Words in names that describe the kind of an entity, and their synonyms.

Each line contains exact synonyms only: 职业中专 is short for 职业中等专业学校, but 职业学院 and 职业技术学院 are different kinds.
"""

from __future__ import annotations

from functools import cache

_SCHOOLS = """
职业中专 职业中等专业学校 职业中专学校 职业中等专业技术学校
中专 中等专业学校 中专学校
中职 中等职业学校 中职学校
中等职业技术学校 中职技术学校
职业技术学院 职院
职业学院
职业大学
职业技术大学
技师学院
高级技工学校 高级技校
技工学校 技校
职业技术教育学校
职业技术学校
职业教育中心 职教中心 职业教育中心学校 职教中心学校
职业技术教育中心
职业学校
职业高中 职业高级中学 职高
高等专科学校 高专
师范
大学
学院
学校
高级中学 高中
初级中学 初中
中学
小学
幼儿园
分校
校区
附属
"""
_LEGAL = "股份有限公司 有限责任公司 集团股份有限公司 集团有限责任公司 集团有限公司 集团公司 有限公司 股份公司 总公司 公司 集团 股份"
_OTHERS = "分公司 子公司 工厂 研究院 研究所 研究中心 实训基地 培训中心 合作社 协会 商会 联合体 园区 开发区 自治县 自治州"
LEGAL = ""
"""Replacement for legal forms: an enterprise is the same with and without one."""

_ENGLISH = (
    "school college university institute academy centre center vocational technical technological technician technology secondary higher "
    "professional education county district city province prefecture region company enterprise group corporation "
    "factory plant branch campus middle primary"
)
_ENGLISH_LEGAL = "co ltd inc llc plc corp corporation company limited group holdings"
_ENGLISH_SAME = {"center": "centre", "mold": "mould", "jewelry": "jewellery", "mfg": "manufacturing", "tech": "technology"}
STOP_WORDS = frozenset({"the", "of", "and", "for", "in", "a", "an", "s"})
ENGLISH_KINDS = frozenset(_ENGLISH.split())
ENGLISH_LEGAL = frozenset(_ENGLISH_LEGAL.split())
LEVEL_WORDS = frozenset({"county", "district", "city", "province", "prefecture", "region"})


@cache
def kinds() -> dict[str, str]:
    """Map each Chinese word for a kind to the canonical synonym."""
    same = {word: line.split()[0] for line in _SCHOOLS.strip().splitlines() for word in line.split()}
    return {**same, **{word: word for word in _OTHERS.split()}, **dict.fromkeys(_LEGAL.split(), LEGAL)}


@cache
def longest_kind() -> int:
    """Return the length of the longest word for a kind, in characters."""
    return max(map(len, kinds()))


def one_spelling(word: str) -> str:
    """Return the canonical spelling of a Latin word."""
    return _ENGLISH_SAME.get(word, word)
