"""What the columns of a spreadsheet usually mean: synonyms of headers in Chinese and English, and forms of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seed.bilingual import Bilingual
from seed.importing.grid import header_key
from seed.importing.readers import narrow


@dataclass(frozen=True)
class Concept:
    """A meaning: a property (``column``) of an entity or a relationship (``owner``). ``words`` are usual headers."""

    owner: str
    column: str
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        """``school.name``."""
        return f"{self.owner}.{self.column}"


_WORDS = """
school.name       学校名称 学校 院校 院校名称 办学单位 校名 职业学校 学校全称
school.name       | school, school name, institution, institution name, college, provider
school.code       学校标识码 学校代码 院校代码 标识码 | school code, institution code, school id
school.level      办学层次 学校层次 办学类型 学校类型 | school level, school type
school.ownership  举办性质 办学性质 公办民办 | ownership, control
school.address    学校地址 办学地址 | school address
county.name       区县 所在区县 县区 所在县区 县市区 所在县市区 所在县 所属区县 所在地 | county, district
program.name      专业名称 专业 开设专业 专业方向 专业(方向) 专业点 | program, programme, major, program name, major name
major.code        专业代码 | major code, program code
program.level     层次 培养层次 学历层次 | program level, level
program.opened    开设时间 开办时间 开设年份 设置时间 设置年份 备案时间 首次招生时间
program.opened    | opened, opening date, year opened
program.enrolment 在校生数 在校生 在校人数 在校学生数 在校生人数 | enrolment, enrollment, students, students enrolled
enterprise.name   企业名称 企业 合作企业 合作企业名称 合作单位 合作单位名称 用人单位 就业单位 公司名称
enterprise.name   | enterprise, company, employer, partner, enterprise name, company name, partner company
enterprise.code   统一社会信用代码 社会信用代码 信用代码 | credit code, unified social credit code
enterprise.employees 员工数 职工人数 员工人数 从业人数 | employees
enterprise.address 企业地址 公司地址 注册地址 | company address
partnership.form  合作形式 合作方式 合作模式 合作类型 合作企业形式 合作企业方式
partnership.form  | form, cooperation form, form of cooperation, kind of cooperation
partnership.valid_from 合作时间 合作开始时间 开始时间 签约时间 合作企业开始时间 合作年份
partnership.valid_from | cooperation since, since, start date, partner since
partnership.valid_to 合作结束时间 结束时间 到期时间 截止时间 合作企业结束时间 | end date, until
feeds.year        毕业年份 毕业年度 届别 毕业时间 | graduation year
feeds.graduates   就业人数 录用人数 输送人数 接收毕业生数 | graduates, hires, graduates hired
alliance.name     联合体名称 联合体 产教联合体 所属联合体 共同体名称 | alliance, alliance name
member.name       成员单位 成员单位名称 成员名称 会员单位 会员单位名称 理事单位名称 | member, member name, members
member.role       成员角色 成员类别 理事会职务 联合体职务 | role, member role
member.valid_from 加入时间 入会时间 加入年份 | joined, member since
sector.name       所属产业 产业领域 所属行业 行业 产业 | sector, industry
"""
_PERSONAL = Bilingual("may hold personal data", "可能含个人信息")
IGNORED = {
    "序号 编号 备注 no no. number note notes remarks": Bilingual("not part of the data", "不属于数据内容"),
    "联系人 联系电话 电话 手机 手机号 手机号码 身份证号 身份证号码 负责人 邮箱 contact phone mobile email": _PERSONAL,
}
"""Headers that are never guessed, with the reason."""
ADDRESS = ("地址", "通讯地址", "详细地址", "address")
"""Headers of an address of the school, or else of the enterprise of the sheet."""
AMBIGUOUS = ("单位名称", "单位", "名称", "name", "organisation", "organization")
"""Headers of names whose type only the values tell."""
_CODES = Bilingual("credit codes of 18 characters", "18 位信用代码")
_SCHOOLS = Bilingual("names of schools", "学校名称")
_ENTERPRISES = Bilingual("names of enterprises", "企业名称")
_COUNTIES = Bilingual("names of counties", "区县名称")
_FORMS_OF_VALUES = (
    ("enterprise.code", re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}"), _CODES),
    ("school.name", re.compile(r".*(?:学校|学院|大学|中专|职专|职中|职高|技校|职教中心|职业中专)$"), _SCHOOLS),
    ("enterprise.name", re.compile(r".*(?:公司|厂|集团|合作社|酒店|商行|中心\(有限合伙\))$"), _ENTERPRISES),
    ("county.name", re.compile(r"[\u4e00-\u9fff]{1,5}(?:县|区|市)$"), _COUNTIES),
    ("school.name", re.compile(r".*\b(?:school|college|university|academy)\b.*", re.IGNORECASE), _SCHOOLS),
    ("enterprise.name", re.compile(r".*\b(?:ltd|inc|llc|plc|company|corp)\b\.?.*", re.IGNORECASE), _ENTERPRISES),
)
_SHARE = 0.6


def _parse(text: str) -> tuple[Concept, ...]:
    found = []
    for line in text.strip().splitlines():
        key, _, words = line.partition(" ")
        chinese, _, english = words.partition("|")
        owner, _, name = key.partition(".")
        found.append(Concept(owner, name, (*chinese.split(), *filter(None, map(str.strip, english.split(","))))))
    return tuple(found)


CONCEPTS = _parse(_WORDS)
_BY_WORD = {header_key(word): concept for concept in CONCEPTS for word in concept.words}
CONCEPT_BY_KEY = {concept.key: concept for concept in CONCEPTS}
_IGNORED = {header_key(word): reason for words, reason in IGNORED.items() for word in words.split()}
_AMBIGUOUS = frozenset(map(header_key, AMBIGUOUS))


def address_of(header: str, keys: Iterable[str]) -> tuple[Concept, Bilingual] | None:
    """Return whose address a column holds, given the meanings of the other columns."""
    if header_key(header.rpartition("/")[2]) not in map(header_key, ADDRESS):
        return None
    owner = next((name for name in ("school", "enterprise") if f"{name}.name" in keys), None)
    names = {"school": _SCHOOLS, "enterprise": _ENTERPRISES}
    return (
        (CONCEPT_BY_KEY[f"{owner}.address"], Bilingual(f"the sheet lists {names[owner]}", f"该工作表列有{names[owner].zh}"))
        if owner
        else None
    )


def ignored(header: str) -> Bilingual | None:
    """Return why a column is never guessed, or None."""
    return _IGNORED.get(header_key(header.rpartition("/")[2]))


def personal(header: str) -> bool:
    """Return whether a column may hold personal data."""
    return ignored(header) == _PERSONAL


@lru_cache(maxsize=50_000)
def by_header(header: str) -> tuple[Concept, Bilingual] | None:
    """Return the meaning of a header and the reason: by its whole text, its last part, or a synonym at its end or beginning."""
    whole, last = header_key(header.replace("/", "")), header_key(header.rpartition("/")[2])
    group = header_key(header.partition("/")[0]) if "/" in header else ""
    for key in (whole, last):
        if key in _BY_WORD and key not in _AMBIGUOUS:
            return _BY_WORD[key], Bilingual(f"'{header}' is a usual header", f"“{header}”是常用表头")
    if last in _AMBIGUOUS and group in _BY_WORD:
        return _BY_WORD[group], Bilingual(f"'{header}' is a name below '{group}'", f"“{header}”是“{group}”之下的名称")
    ends = [word for word in _BY_WORD if len(word) >= 2 and not word.isascii() and (last.endswith(word) or last.startswith(word))]
    if ends and last not in _AMBIGUOUS:
        word = max(ends, key=len)
        return _BY_WORD[word], Bilingual(f"'{header}' contains '{word}'", f"“{header}”含有“{word}”")
    return None


def by_values(values: Sequence[str]) -> tuple[Concept, Bilingual] | None:
    """Return the meaning of a column by the form of its values, and the reason."""
    texts = [narrow(value) for value in values if value]
    for key, form, what in _FORMS_OF_VALUES:
        count = sum(form.fullmatch(text) is not None for text in texts)
        if len(texts) >= 2 and count >= _SHARE * len(texts):
            return CONCEPT_BY_KEY[key], Bilingual(
                f"{count} of {len(texts)} values look like {what}", f"{len(texts)} 个值中有 {count} 个像{what.zh}"
            )
    return None
