"""The data model: all node and relationship types, their columns and the meaning of each column.

Constraints, indexes, CSV columns, ``datapackage.json``, the JSON Schema, the API's models and ``docs/reference/model.md`` are
all derived from the classes below (see :mod:`seed.derived_schemas`). To add a property, add one line here.

The four origins and how they combine
-------------------------------------
``documented``
    stated by a source;
``reference``
    from a public standard or classification (a division code, GB/T 4754, the catalogue of majors);
``inferred``
    our interpretation of a source, with the rule that was applied;
``simulated``
    generated to exercise the tool.

Requests name origins, or the setting ``real`` for everything but ``simulated`` (:data:`ORIGIN_SETTINGS`). With ``documented``, an inferred
relationship of a type in :data:`PLACING` still says where a documented entity belongs, and the result is marked as inferred.

A result is as weak as its weakest part (:func:`weakest`). A ``reference`` part does not weaken a documented one: a county's code in a
public table is no weaker evidence than an article about the county, so a mixture of ``documented`` and ``reference`` is ``documented``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from seed import vocabularies

MODEL_VERSION = "2"

Origin = Literal["documented", "reference", "inferred", "simulated"]
Certainty = Literal["seen", "weak", "unverified"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)
ORIGIN_SETTINGS: dict[str, tuple[Origin, ...]] = {"real": ("documented", "reference", "inferred")}
"""Names that stand for several origins in a request."""
PLACING = ("LOCATED_IN", "PART_OF", "OF", "OF_MAJOR")
"""Types of relationships that say where an entity belongs: its place, school, region or entry in the catalogue of majors."""

# A date with the precision of its source: a year, a month or a day. `bounds` returns the first and last day it covers.
DATE_PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
PartialDate = Annotated[str, Field(pattern=DATE_PATTERN, examples=["2024", "2024-10", "2024-10-27"])]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+\S*$", examples=["https://www.example.org/list"])]
Year = Annotated[int, Field(ge=1900, le=2100)]
Count = Annotated[int, Field(ge=0)]
Words = tuple[str, ...]
Years = tuple[Annotated[str, Field(pattern=r"^(19|20)\d\d$")], ...]

VocationalLevel = Literal["secondary", "higher vocational", "vocational undergraduate"]
GroupKind = Literal["named", "unit", "unnamed group"]
Form = Literal[
    "co-cultivation",
    "shared expertise",
    "collaborative platform",
    "order class",
    "apprenticeship",
    "internship",
    "facility",
    "curriculum",
]
Delivery = Literal["in person", "online", "blended", "workplace"]
Scheme = Literal["MOE", "USCC", "GB/T 4754", "GB/T 2260", "CIP", "SOC", "NAICS", "FIPS", "ONS", "UKPRN", "IPEDS"]
Crosswalk = Literal["stated", "context", "catalogue", "name", "hand-made", "simulated"]


@dataclass(frozen=True)
class Declared:
    """What a property declares beyond the fields of pydantic. Its labels are no part of the JSON Schema."""

    about_zh: str
    index: bool
    label: str
    label_zh: str
    words: Mapping[str, str]
    fallback: str
    refers: tuple[str, ...]

    def __call__(self, schema: dict[str, Any]) -> None:
        """Add the keys of the JSON Schema."""
        schema |= {"about_zh": self.about_zh, "index": self.index}
        schema |= {"fallback": self.fallback} if self.fallback else {}
        schema |= {"refers": list(self.refers)} if self.refers else {}


def prop(
    about: str,
    zh: str,
    *,
    label: str = "",
    label_zh: str = "",
    words: Mapping[str, str] | None = None,
    example: Any = None,
    index: bool = False,
    default: Any = None,
    fallback: str = "",
    refers: tuple[str, ...] = (),
) -> Any:
    """Declare one property: its meaning and label in both languages, an example, and whether it is indexed.

    :param label: the label in English.
    :param label_zh: the label in Chinese; empty: ``zh``.
    :param words: the Chinese labels of values. In English a value is its own label.
    :param fallback: the column that fills an empty cell of this one.
    :param refers: the types of the ids that the column contains.
    """
    extra = Declared(zh, index, label, label_zh or zh, words or {}, fallback, refers)
    return Field(default=default, description=about, examples=None if example is None else [example], json_schema_extra=extra)


def scheme(usual: str) -> Any:
    """Declare the property ``scheme`` of a type with a code. ``usual`` is what an empty cell means."""
    return prop(
        f"Scheme of the code; empty: {usual}.", "代码所属的编码体系", label="Code scheme", label_zh="编码体系", words=vocabularies.SCHEME
    )


def address() -> Any:
    """Declare the property ``address``."""
    return prop("Postal address, as stated.", "地址", label="Postal address")


NODES: dict[str, type[Node]] = {}
"""Types of nodes by name, in the order of their classes below; a class with a ``prefix`` adds itself."""
EDGES: dict[str, type[Edge]] = {}
"""Types of relationships by type; a class with a ``type`` adds itself."""


class Row(BaseModel):
    """The provenance of a row: its sources, its origin and its certainty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: Words = prop(
        "Ids of the sources that support this row, separated by |.",
        "本行依据的来源",
        label="Sources",
        label_zh="来源",
        example="source:deep-news",
        default=(),
    )
    quotes: Words = prop(
        "Verbatim quotes from the sources, at most 12 words each, separated by |.", "原文引文", label="Quotes", label_zh="引文", default=()
    )
    locator: str | None = prop(
        "Position in the source, if there is no quote.", "来源中的位置", label="Position in the source", label_zh="在来源中的位置"
    )
    certainty: Certainty = prop("seen, weak or unverified.", "可信度", label="Certainty", words=vocabularies.CERTAINTY, default="seen")
    origin: Origin = prop(
        "documented, reference, inferred or simulated.",
        "数据性质",
        label="Origin",
        words=vocabularies.ORIGIN,
        index=True,
        default="documented",
    )
    rule: str | None = prop("The rule that was applied, for an inferred row.", "推断规则", label="Rule")


PROVENANCE: tuple[str, ...] = tuple(Row.model_fields)


class Node(Row):
    """An entity with an id and a name. Every node also has the label ``Thing``."""

    prefix: ClassVar[str]
    path: ClassVar[str]
    title: ClassVar[str]
    title_zh: ClassVar[str]
    position: ClassVar[int] = 50
    """Position of the type in lists of types, smallest first."""

    id: str = prop("Global id: the type's prefix, a colon, a code or a slug.", "全局标识", label="Id", default=...)
    name: str = prop("Name in English, or the romanised name; empty: name_zh.", "英文名", label="Name", default=..., fallback="name_zh")
    name_zh: str | None = prop("Name in Chinese, only if a source states it.", "中文名", label="Chinese name")
    aliases: Words = prop("Other names, separated by |.", "别名", label="Other names", default=())
    gloss_zh: str | None = prop(
        "Working translation into Chinese, for reading and search; no source states it.",
        "暂译名，仅供阅读和检索，无来源使用该名称",
        label="Working translation (Chinese)",
        label_zh="暂译名",
    )
    search_words: Words = prop(
        "Further words by which search finds the entity, separated by |. No names.", "检索词", label="Search words", default=()
    )
    name_zh_certainty: Certainty | None = prop(
        "Certainty of the Chinese name, if it is weaker than that of the row.",
        "中文名可信度",
        label="Certainty of the Chinese name",
        words=vocabularies.CERTAINTY,
    )
    same_as: Words = prop(
        "Ids or URLs of the same entity in other registers, separated by |.",
        "在其他名录中的标识或网址",
        label="Same as",
        label_zh="其他名录标识",
        example="Q404634",
        default=(),
    )
    note: str | None = prop("Remarks on this row.", "备注", label="Note")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "prefix" in cls.__dict__:
            NODES[cls.__name__] = cls


class Source(Node):
    """An article, a standard, a list or another source that supports rows."""

    prefix, path, title, title_zh = "source", "sources", "Source", "来源"
    position = 19
    kind: Literal["article", "standard", "list", "web page", "data set", "general knowledge", "simulation"] = prop(
        "Kind of source.",
        "类别",
        label="Kind",
        words={
            "article": "文章",
            "standard": "标准",
            "list": "名录",
            "web page": "网页",
            "data set": "数据集",
            "general knowledge": "常识",
            "simulation": "模拟生成",
        },
        default=...,
    )
    publisher: str | None = prop("Publisher.", "发布者", label="Publisher")
    published: PartialDate | None = prop("Publication date, as stated.", "发布时间", label="Published")
    url: WebAddress | None = prop("URL, if known.", "网址", label="URL", example="https://www.example.org/list")


class Region(Node):
    """A province, a prefecture-level city or a zone."""

    prefix, path, title, title_zh = "region", "regions", "Region", "地区"
    position = 13
    code: str | None = prop("Code of the division.", "行政区划代码", label="Code", example="431000", index=True)
    scheme: Scheme | None = scheme("GB/T 2260")
    kind: Literal["province", "prefecture", "zone"] = prop(
        "province, prefecture or zone.", "类别", label="Kind", words={"province": "省", "prefecture": "地级市", "zone": "园区"}, default=...
    )
    area_km2: float | None = prop("Area in square kilometres.", "面积（平方公里）", label="Area (km²)")


class County(Node):
    """A county-level division: a district, a county or a county-level city."""

    prefix, path, title, title_zh = "county", "counties", "County", "区县"
    position = 12
    code: str | None = prop("Code of the division.", "行政区划代码", label="Code", example="431021", index=True)
    scheme: Scheme | None = scheme("GB/T 2260")
    level: Literal["district", "county", "county-level city"] | None = prop(
        "district, county or county-level city.",
        "级别",
        label="Level",
        words={"district": "市辖区", "county": "县", "county-level city": "县级市"},
    )
    seat_lon: float | None = prop("Longitude of the seat of government, degrees, GCJ-02.", "政府驻地经度", label="Longitude of the seat")
    seat_lat: float | None = prop("Latitude of the seat of government, degrees, GCJ-02.", "政府驻地纬度", label="Latitude of the seat")


class School(Node):
    """A school, a unit of a school, or a group of schools that a source does not name."""

    prefix, path, title, title_zh = "school", "schools", "School", "学校"
    position = 1
    code: str | None = prop("Code of the school.", "学校标识码", label="Code", example="4143012847", index=True)
    scheme: Scheme | None = scheme("code of the Ministry of Education (MOE)")
    kind: GroupKind = prop(
        "named, unit or unnamed group. An unnamed group is never counted as one.",
        "类别",
        label="Kind",
        words=vocabularies.GROUP_KIND,
        default="named",
    )
    level: Literal["secondary", "technician", "higher vocational", "vocational undergraduate", "undergraduate"] | None = prop(
        "Level of education.",
        "办学层次",
        label="Level",
        words={
            "secondary": "中职",
            "technician": "技工教育",
            "higher vocational": "高职专科",
            "vocational undergraduate": "职业本科",
            "undergraduate": "本科",
        },
        index=True,
    )
    ownership: Literal["public", "private"] | None = prop(
        "public or private.", "办学性质", label="Ownership", words={"public": "公办", "private": "民办"}
    )
    category: str | None = prop(
        "Category of the school in its register, as stated.",
        "名录中的学校类别",
        label="Category",
        label_zh="学校类别",
        example="General FE College",
    )
    authority: str | None = prop(
        "The authority that the school reports to, as stated.", "主管部门", label="Reports to", example="湖南省教育厅"
    )
    excellence: str | None = prop(
        "Official recognition: the programme with its year, then level, tier and groups of majors.",
        "建设计划入选情况",
        label="Official recognition",
        example="Double High 2019: program group, tier C",
    )
    website: WebAddress | None = prop(
        "Website of the school, if seen.", "学校网站", label="Website", label_zh="网站", example="https://www.example.org/"
    )
    address: str | None = address()
    lon: float | None = prop("Longitude in degrees, as stated.", "经度", label="Longitude")
    lat: float | None = prop("Latitude in degrees, as stated.", "纬度", label="Latitude")


class Major(Node):
    """An entry of a catalogue of fields of training, such as the catalogue of vocational majors."""

    prefix, path, title, title_zh = "major", "majors", "Major", "专业"
    position = 3
    code: str | None = prop(
        "Code in the catalogue; a final K marks national control.", "专业代码", label="Code", example="660108", index=True
    )
    scheme: Scheme | None = scheme("code of the 2021 catalogue of the Ministry of Education (MOE)")
    code_status: Literal["seen", "weak", "memory", "unknown"] = prop(
        "Where the code comes from.",
        "代码来源情况",
        label="Source of the code",
        label_zh="代码依据",
        words={"seen": "已核对原文", "weak": "佐证较弱", "memory": "凭记忆", "unknown": "未知"},
        default="unknown",
    )
    level: VocationalLevel | None = prop("Level of the catalogue.", "层次", label="Level", words=vocabularies.LEVEL, index=True)
    group: str | None = prop("First two digits: the group of majors.", "专业大类", label="Group of majors", example="66", index=True)
    group_name: str | None = prop(
        "Name of the group in English; our translation where the catalogue is Chinese.",
        "专业大类英文名（中文目录为自译）",
        label="Name of the group",
        label_zh="专业大类英文名",
    )
    group_name_zh: str | None = prop(
        "Name of the group in Chinese.", "专业大类名称", label="Name of the group (Chinese)", example="新闻传播大类"
    )
    major_class: str | None = prop("First four digits: the class of majors.", "专业类", label="Class of majors", example="6601", index=True)
    major_class_name: str | None = prop(
        "Name of the class in English; our translation where the catalogue is Chinese.",
        "专业类英文名（中文目录为自译）",
        label="Name of the class",
        label_zh="专业类英文名",
    )
    major_class_zh: str | None = prop(
        "Name of the class in Chinese.", "专业类名称", label="Name of the class (Chinese)", example="新闻出版类"
    )
    national_control: bool | None = prop(
        "Whether the Ministry of Education controls the major nationally.",
        "是否为国家控制布点专业",
        label="Nationally controlled",
        label_zh="国家控制布点专业",
    )


class Occupation(Node):
    """An occupation of a classification, or as named by a source."""

    prefix, path, title, title_zh = "occupation", "occupations", "Occupation", "职业"
    position = 4
    code: str | None = prop("Code in the classification.", "职业代码", label="Code", example="49-9041", index=True)
    scheme: Scheme | None = prop(
        "Classification of the code.",
        "代码所属的编码体系",
        label="Code scheme",
        label_zh="编码体系",
        words=vocabularies.SCHEME,
        example="SOC",
    )


class Program(Node):
    """A major as offered by one school."""

    prefix, path, title, title_zh = "program", "programs", "Program", "专业点"
    position = 2
    level: VocationalLevel | None = prop("Level of education.", "层次", label="Level", words=vocabularies.LEVEL, index=True)
    status: Literal["active", "downsized", "closed", "unknown"] = prop(
        "Current status, as far as known.",
        "状态",
        label="Status",
        words={"active": "在办", "downsized": "压缩规模", "closed": "停办", "unknown": "未知"},
        index=True,
        default="unknown",
    )
    opened: PartialDate | None = prop("When it opened, as stated.", "开设时间", label="Opened", example="2024")
    closed: PartialDate | None = prop("When it closed, as stated.", "停办时间", label="Closed")
    enrolment: Count | None = prop("Students enrolled.", "在校生数", label="Students enrolled")
    award: str | None = prop(
        "Award or qualification, as stated.",
        "授予的证书或学历",
        label="Award",
        label_zh="证书或学历",
        example="Associate's degree",
        index=True,
    )
    delivery: Delivery | None = prop("How the program is taught.", "授课方式", label="Delivery", words=vocabularies.DELIVERY, index=True)


class Industry(Node):
    """A class of an industrial classification, such as GB/T 4754-2017."""

    prefix, path, title, title_zh = "industry", "industries", "Industry", "国民经济行业"
    position = 15
    code: str | None = prop("Code; in GB/T 4754-2017 the section letter and digits.", "行业代码", label="Code", example="C3841", index=True)
    scheme: Scheme | None = scheme("GB/T 4754-2017")


class Sector(Node):
    """An industrial sector as named by a framework or a source."""

    prefix, path, title, title_zh = "sector", "sectors", "Sector", "产业领域"
    position = 14


class Framework(Node):
    """A plan that names prioritised sectors, such as Hunan's 4x4."""

    prefix, path, title, title_zh = "framework", "frameworks", "Framework", "产业体系"
    position = 16
    issued: PartialDate | None = prop("When it was issued.", "发布时间", label="Issued")


class Enterprise(Node):
    """An enterprise, or a group of enterprises that a source does not name."""

    prefix, path, title, title_zh = "enterprise", "enterprises", "Enterprise", "企业"
    position = 5
    code: str | None = prop("Unified social credit code.", "统一社会信用代码", label="Code", index=True)
    scheme: Scheme | None = scheme("unified social credit code (USCC)")
    stock_code: str | None = prop(
        "Stock code, a text with its leading zeros.", "证券代码", label="Stock code", example="002716", index=True
    )
    kind: GroupKind = prop(
        "named, unit or unnamed group. An unnamed group is never counted as one.",
        "类别",
        label="Kind",
        words=vocabularies.GROUP_KIND,
        default="named",
    )
    employees: Count | None = prop("Number of employees.", "员工数", label="Employees")
    address: str | None = address()


class Organisation(Node):
    """An organisation that is neither a school nor an enterprise: an association, a government body, a research institute."""

    prefix, path, title, title_zh = "organisation", "organisations", "Organisation", "机构"
    position = 6
    kind: Literal["association", "government", "research institute", "other", "unnamed group"] = prop(
        "Kind of organisation. An unnamed group is never counted as one.",
        "类别",
        label="Kind",
        words={
            "association": "行业协会",
            "government": "政府部门",
            "research institute": "科研院所",
            "other": "其他",
            "unnamed group": "未具名群体",
        },
        default="other",
        index=True,
    )
    code: str | None = prop("Unified social credit code.", "统一社会信用代码", label="Code", index=True)
    scheme: Scheme | None = scheme("unified social credit code (USCC)")
    address: str | None = address()


class Person(Node):
    """A person in a professional role stated by a source, without other personal data."""

    prefix, path, title, title_zh = "person", "people", "Person", "人员"
    position = 8
    kind: Literal["named", "unnamed group"] = prop(
        "named or unnamed group. An unnamed group is never counted as one.",
        "类别",
        label="Kind",
        words={"named": "具名", "unnamed group": "未具名群体"},
        default="named",
    )
    role: str | None = prop("The role, as the source states it.", "职务", label="Role", words=vocabularies.ROLES, example="instructor")


class Alliance(Node):
    """An industry-education alliance."""

    prefix, path, title, title_zh = "alliance", "alliances", "Alliance", "产教联合体"
    position = 7
    founded: PartialDate | None = prop("When it was founded, as stated.", "成立时间", label="Founded", example="2024")


class Facility(Node):
    """A research centre or a training base."""

    prefix, path, title, title_zh = "facility", "facilities", "Facility", "实训基地/研究中心"
    position = 9
    kind: Literal["research centre", "training base"] = prop(
        "research centre or training base.",
        "类别",
        label="Kind",
        words={"research centre": "研究中心", "training base": "实训基地"},
        default=...,
    )
    address: str | None = address()


class Initiative(Node):
    """A public training initiative of a county."""

    prefix, path, title, title_zh = "initiative", "initiatives", "Initiative", "培养工程"
    position = 10
    started: PartialDate | None = prop("When it started, as stated.", "开始时间", label="Started", example="2018")


class Activity(Node):
    """An event: a council meeting, a joint course, a donation, a fair."""

    prefix, path, title, title_zh = "activity", "activities", "Activity", "活动"
    position = 11
    kind: Literal["council meeting", "joint course", "donation", "fair", "new member", "founding", "lectures"] = prop(
        "Kind of activity.",
        "类别",
        label="Kind",
        words={
            "council meeting": "理事会会议",
            "joint course": "联合课程",
            "donation": "捐赠",
            "fair": "招聘/对接会",
            "new member": "新成员加入",
            "founding": "成立",
            "lectures": "授课",
        },
        default=...,
    )
    date: PartialDate | None = prop("When it took place, as stated.", "时间", label="Date", example="2024")
    proof: str | None = prop("Evidence that it took place.", "证明", label="Evidence")


class Claim(Node):
    """A figure reported by a source. It is never mixed with figures computed from the graph."""

    prefix, path, title, title_zh = "claim", "claims", "Claim", "报道数据"
    position = 17
    metric: str = prop(
        "What the figure measures.", "指标", label="Metric", words=vocabularies.METRICS, example="aligned_share", index=True, default=...
    )
    value: float = prop("The figure, in its unit.", "数值", label="Value", default=...)
    qualifier: Literal["exact", "as printed", "over", "at least", "approximately"] = prop(
        "How the source qualifies the figure.",
        "限定",
        label="Qualifier",
        words={"exact": "确数", "as printed": "原文如此", "over": "超过", "at least": "至少", "approximately": "约"},
        default="exact",
    )
    unit: str = prop("Unit of the figure.", "单位", label="Unit", words=vocabularies.UNITS, example="%", default=...)
    scope: str = prop("What the figure covers.", "范围", label="Covers", example="city, secondary", default=...)
    scope_zh: str | None = prop("What the figure covers, in Chinese.", "范围（中文）", label="Covers, in Chinese", example="全市中职")
    period: str = prop(
        "Period that the figure covers, as stated.", "时期", label="Period", words=vocabularies.PERIODS, example="2024", default=...
    )


class Observation(Node):
    """One figure of a register, a plan or a statistic, about the entities that ABOUT names. Observations are never summed."""

    prefix, path, title, title_zh = "observation", "observations", "Observation", "统计数据"
    position = 18
    metric: str = prop(
        "What the figure measures.", "指标", label="Metric", words=vocabularies.METRICS, example="admission_places", index=True, default=...
    )
    value: float | None = prop("The figure, in its unit; empty if value_status is not 'stated'.", "数值", label="Value", example=40)
    value_status: Literal["stated", "suppressed", "not available"] = prop(
        "Whether the source states the figure, suppresses it or has none.",
        "数值情况",
        label="Status of the figure",
        words={"stated": "来源明示", "suppressed": "未予公布", "not available": "无数据"},
        default="stated",
    )
    qualifier: Literal["exact", "as printed", "over", "at least", "at most", "approximately", "rounded"] = prop(
        "How the source qualifies the figure.",
        "限定",
        label="Qualifier",
        words={
            "exact": "确数",
            "as printed": "原文如此",
            "over": "超过",
            "at least": "至少",
            "at most": "至多",
            "approximately": "约",
            "rounded": "取整",
        },
        default="exact",
    )
    unit: str = prop("Unit of the figure.", "单位", label="Unit", words=vocabularies.UNITS, example="places", default=...)
    period: str = prop(
        "Period that the figure covers, as stated.", "时期", label="Period", words=vocabularies.PERIODS, example="2024/25", default=...
    )
    cohort: str | None = prop(
        "Whom the figure covers, as stated.", "统计对象", label="Whom it covers", example="candidates of the history class, Guangdong"
    )


class Coverage(Node):
    """The outcome of a search for data. `checked, none` differs from `not collected`, and both differ from `unknown`."""

    prefix, path, title, title_zh = "coverage", "coverage", "Coverage", "收集情况"
    position = 20
    scope: str = prop("What was searched: an id, or a description.", "范围", label="Covers", index=True, default=...)
    sought: str = prop("The node or relationship type that was searched for.", "类型", label="Searched for", default=...)
    period: str = prop("The period that was searched.", "时期", label="Period", words=vocabularies.PERIODS, default=...)
    status: Literal["collected", "partly collected", "checked, none", "not collected"] = prop(
        "Outcome of the search.",
        "状态",
        label="Status",
        words={"collected": "已收集", "partly collected": "部分收集", "checked, none": "查过，没有", "not collected": "未收集"},
        default=...,
    )


class Edge(Row):
    """A relationship. Its id is ``TYPE~start~end~discriminators``. Provenance is not part of the id."""

    type: ClassVar[str]
    pairs: ClassVar[tuple[tuple[str, str], ...]]
    discriminators: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str]
    """The label in a list of the start node's relationships."""
    title_zh: ClassVar[str]
    title_in: ClassVar[str] = ""
    """The label in a list of the end node's relationships."""
    title_in_zh: ClassVar[str] = ""
    sentence: ClassVar[str]
    """The relationship as an English sentence. A part in brackets is left out when one of its values is unknown."""
    sentence_zh: ClassVar[str]

    start: str = prop("Id of the start node.", "起点", label="Start", default=...)
    end: str = prop("Id of the end node.", "终点", label="End", default=...)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "type" in cls.__dict__:
            EDGES[cls.type] = cls


class Dated(Edge):
    """A relationship that holds for a period."""

    valid_from: PartialDate | None = prop("Start date, as stated.", "开始时间", label="Since", example="2024")
    valid_to: PartialDate | None = prop("End date, as stated.", "结束时间", label="Until")


def _pairs(starts: str, ends: str) -> tuple[tuple[str, str], ...]:
    return tuple((start, end) for start in starts.split("|") for end in ends.split("|"))


class Offers(Dated):
    """A school runs a program."""

    type, title, title_zh = "OFFERS", "offers", "开设"
    title_in, title_in_zh = "offered by", "开设方"
    sentence = "{start} offers the program {end}"
    sentence_zh = "{start}开设专业点“{end}”"
    pairs = _pairs("School", "Program")
    recruited_years: Years = prop(
        "Years in which the school was seen recruiting for the program, separated by |. A year that is missing was not collected.",
        "已见招生的年份",
        label="Seen recruiting",
        example="2024|2025",
        default=(),
    )


class OfMajor(Edge):
    """A program corresponds to a major of the catalogue."""

    type, title, title_zh = "OF_MAJOR", "has major", "对应专业"
    title_in, title_in_zh = "programs of it", "开设为"
    sentence = "{start} is a program of the major {end}"
    sentence_zh = "专业点“{start}”对应专业“{end}”"
    pairs = _pairs("Program", "Major")


class PartOf(Edge):
    """A unit belongs to a school, a division to a region, a class to an industry."""

    type, title, title_zh = "PART_OF", "is part of", "隶属于"
    title_in, title_in_zh = "includes", "包含"
    sentence = "{start} is part of {end}"
    sentence_zh = "{start}属于{end}"
    pairs = (("School", "School"), ("County", "Region"), ("Region", "Region"), ("Industry", "Industry"))


class Serves(Dated):
    """A program or a major trains for a sector or an industry."""

    type, title, title_zh = "SERVES", "serves", "面向"
    title_in, title_in_zh = "served by", "对口"
    sentence = "{start} trains for {end}[ (match: {crosswalk})]"
    sentence_zh = "“{start}”面向{end}[（对应方式：{crosswalk}）]"
    pairs = _pairs("Program|Major", "Sector|Industry")
    discriminators = ("crosswalk",)
    crosswalk: Crosswalk = prop(
        "How the match was made: stated, context, catalogue, name, hand-made, simulated.",
        "对应方式",
        label="Match",
        words=vocabularies.CROSSWALK,
        default=...,
    )


class MapsTo(Edge):
    """An industry of GB/T 4754 belongs to a sector."""

    type, title, title_zh = "MAPS_TO", "maps to", "归入"
    title_in, title_in_zh = "comprises", "涵盖"
    sentence, sentence_zh = (
        "{start} belongs to the sector {end}[ (match: {crosswalk})]",
        "{start}归入产业领域“{end}”[（对应方式：{crosswalk}）]",
    )
    pairs = _pairs("Industry", "Sector")
    discriminators = ("crosswalk",)
    crosswalk: Crosswalk = prop("How the match was made.", "对应方式", label="Match", words=vocabularies.CROSSWALK, default=...)


class Prioritises(Dated):
    """A framework, a county or a region prioritises a sector or an occupation."""

    type, title, title_zh = "PRIORITISES", "prioritises", "优先发展"
    title_in, title_in_zh = "prioritised by", "被列为优先"
    sentence = "{start} prioritises {end}[ (tier: {tier})]"
    sentence_zh = "{start}优先发展{end}[（层级：{tier}）]"
    pairs = _pairs("Framework|County|Region", "Sector|Occupation")
    tier: str | None = prop("The group within the framework.", "层级", label="Tier", words=vocabularies.TIERS, example="emerging")


class Of(Edge):
    """A framework belongs to a region; an activity belongs to an alliance."""

    type, title, title_zh = "OF", "belongs to", "属于"
    title_in, title_in_zh = "includes", "所属"
    sentence = "{start} belongs to {end}"
    sentence_zh = "{start}属于{end}"
    pairs = (("Framework", "Region"), ("Activity", "Alliance"))


class KnownFor(Edge):
    """A county is known for a sector."""

    type, title, title_zh = "KNOWN_FOR", "is known for", "知名产业"
    title_in, title_in_zh = "known for it", "以此闻名"
    sentence = "{start} is known for {end}"
    sentence_zh = "{start}以{end}闻名"
    pairs = _pairs("County", "Sector")


class Feeds(Edge):
    """Graduates of a program go to an enterprise in a year."""

    type, title, title_zh = "FEEDS", "feeds", "毕业生去向"
    title_in, title_in_zh = "takes graduates of", "毕业生来源"
    sentence, sentence_zh = (
        "Graduates of {start} went to {end}[ in {year}][ (number: {graduates})]",
        "“{start}”的毕业生[{year}年]去往{end}[（{graduates}人）]",
    )
    pairs = _pairs("Program", "Enterprise")
    discriminators = ("year",)
    year: Year | None = prop("Year of graduation.", "年份", label="Year", example=2024)
    graduates: Count | None = prop("Number of graduates, if a source states it.", "人数", label="Graduates")


class PartnersWith(Dated):
    """A school and an enterprise cooperate in a stated form."""

    type, title, title_zh = "PARTNERS_WITH", "partners with", "校企合作"
    title_in, title_in_zh = "partners with", "校企合作"
    sentence = "{start} works with {end}[ (form: {form})]"
    sentence_zh = "{start}与{end}合作[（形式：{form}）]"
    pairs = _pairs("School", "Enterprise")
    discriminators = ("form",)
    form: Form = prop("The form of the partnership.", "合作形式", label="Form", words=vocabularies.FORM, default=...)
    programs: Words = prop(
        "Ids of the programs that the partnership covers, separated by |. Empty: not stated.",
        "合作所涉专业点",
        label="Programs covered",
        label_zh="所涉专业点",
        example="program:a.welding",
        default=(),
        refers=("Program",),
    )


class OperatesIn(Edge):
    """An enterprise operates in an industry or a sector."""

    type, title, title_zh = "OPERATES_IN", "operates in", "所属产业"
    title_in, title_in_zh = "enterprises in it", "在此经营"
    sentence = "{start} operates in {end}"
    sentence_zh = "{start}从事的产业：{end}"
    pairs = _pairs("Enterprise", "Industry|Sector")


class LocatedIn(Dated):
    """An entity is located in a county or a region."""

    type, title, title_zh = "LOCATED_IN", "is located in", "位于"
    title_in, title_in_zh = "located here", "位于此地"
    sentence = "{start} is located in {end}"
    sentence_zh = "{start}位于{end}"
    pairs = _pairs("School|Enterprise|Facility|Initiative|Alliance|Organisation", "County|Region")


class TeachesAt(Dated):
    """A teacher teaches at a school."""

    type, title, title_zh = "TEACHES_AT", "teaches at", "任教于"
    title_in, title_in_zh = "teachers", "任教教师"
    sentence = "{start} teaches at {end}"
    sentence_zh = "{start}在{end}任教"
    pairs = _pairs("Person", "School")


class LecturesAt(Dated):
    """A professional of an enterprise lectures at a school."""

    type, title, title_zh = "LECTURES_AT", "lectures at", "兼职授课于"
    title_in, title_in_zh = "lecturers", "兼职授课人员"
    sentence = "{start} lectures at {end}"
    sentence_zh = "{start}在{end}兼职授课"
    pairs = _pairs("Person", "School")


class ConsultsFor(Dated):
    """A teacher advises an enterprise."""

    type, title, title_zh = "CONSULTS_FOR", "consults for", "兼任企业顾问"
    title_in, title_in_zh = "advised by", "兼职顾问"
    sentence = "{start} advises {end}"
    sentence_zh = "{start}担任{end}的顾问"
    pairs = _pairs("Person", "Enterprise")


class WorksFor(Dated):
    """A professional works for an enterprise."""

    type, title, title_zh = "WORKS_FOR", "works for", "任职于"
    title_in, title_in_zh = "employs", "任职人员"
    sentence = "{start} works for {end}"
    sentence_zh = "{start}任职于{end}"
    pairs = _pairs("Person", "Enterprise")


class WorksIn(Dated):
    """A person works in a facility."""

    type, title, title_zh = "WORKS_IN", "works in", "工作于"
    title_in, title_in_zh = "staff", "工作人员"
    sentence = "{start} works in {end}"
    sentence_zh = "{start}在{end}工作"
    pairs = _pairs("Person", "Facility")


class MemberOf(Dated):
    """A school, an enterprise or another organisation is a member of an alliance."""

    type, title, title_zh = "MEMBER_OF", "is member of", "加入"
    title_in, title_in_zh = "members", "成员"
    sentence = "{start} is a member of {end}[ (role: {role})]"
    sentence_zh = "{start}是{end}的成员[（角色：{role}）]"
    pairs = _pairs("School|Enterprise|Organisation", "Alliance")
    role: str | None = prop("Role of the member.", "角色", label="Role", words=vocabularies.ROLES, example="lead unit")
    status: Literal["active", "dormant", "left", "unknown"] | None = prop(
        "Status of the membership, as stated.",
        "成员状态",
        label="Status",
        words={"active": "正常参与", "dormant": "暂停活动", "left": "已退出", "unknown": "未知"},
    )
    proof: str | None = prop(
        "Id of the Activity or Source that shows the status.",
        "证明材料的标识",
        label="Evidence",
        example="activity:council-2024",
        refers=("Activity", "Source"),
    )


class FocusesOn(Edge):
    """An alliance focuses on a sector."""

    type, title, title_zh = "FOCUSES_ON", "focuses on", "聚焦"
    title_in, title_in_zh = "focus of", "被聚焦"
    sentence = "{start} focuses on {end}"
    sentence_zh = "{start}聚焦{end}"
    pairs = _pairs("Alliance", "Sector")


class TookPartIn(Edge):
    """A school, an enterprise, another organisation or a person took part in an activity."""

    type, title, title_zh = "TOOK_PART_IN", "took part in", "参与"
    title_in, title_in_zh = "participants", "参与方"
    sentence = "{start} took part in {end}"
    sentence_zh = "{start}参与“{end}”"
    pairs = _pairs("School|Enterprise|Person|Organisation", "Activity")


class Runs(Dated):
    """A school or an enterprise runs a facility; a county runs an initiative."""

    type, title, title_zh = "RUNS", "runs", "举办"
    title_in, title_in_zh = "run by", "举办方"
    sentence = "{start} runs {end}"
    sentence_zh = "{start}举办{end}"
    pairs = (*_pairs("School|Enterprise", "Facility"), ("County", "Initiative"))


class Supports(Dated):
    """A facility supports an enterprise."""

    type, title, title_zh = "SUPPORTS", "supports", "服务企业"
    title_in, title_in_zh = "supported by", "获得服务"
    sentence = "{start} supports {end}"
    sentence_zh = "{start}服务{end}"
    pairs = _pairs("Facility", "Enterprise")


class PreparesFor(Edge):
    """A major prepares for an occupation."""

    type, title, title_zh = "PREPARES_FOR", "prepares for", "面向职业"
    title_in, title_in_zh = "majors for it", "对口专业"
    sentence = "{start} prepares for the occupation {end}[ (match: {crosswalk})]"
    sentence_zh = "{start}面向职业“{end}”[（对应方式：{crosswalk}）]"
    pairs = _pairs("Major", "Occupation")
    discriminators = ("crosswalk",)
    crosswalk: Crosswalk = prop("How the match was made.", "对应方式", label="Match", words=vocabularies.CROSSWALK, default=...)


class About(Edge):
    """A claim or an observation is about an entity."""

    type, title, title_zh = "ABOUT", "is about", "关于"
    title_in, title_in_zh = "reported figures", "相关数据"
    sentence = "The figure “{start}” is about {end}"
    sentence_zh = "数据“{start}”涉及{end}"
    pairs: ClassVar[tuple[tuple[str, str], ...]] = ()  # filled below: to all types except statements and sources


About.pairs = tuple(
    (said, label) for said in ("Claim", "Observation") for label in NODES if label not in {"Claim", "Observation", "Source", "Coverage"}
)

LABEL_BY_PREFIX: dict[str, str] = {cls.prefix: label for label, cls in NODES.items()}
LABEL_BY_PATH: dict[str, str] = {cls.path: label for label, cls in NODES.items()}
KEY_BYTES = 512
"""Maximum size of an id or an indexed text, in bytes. An index of the database accepts about 8,000 bytes in total."""
ID_PATTERN = re.compile(r"^(?P<prefix>[a-z]+):(?P<rest>[A-Za-z0-9][A-Za-z0-9._-]*)$")


def label_of(node_id: str) -> str | None:
    """Return the type of an id, by its prefix: ``county:431021`` is a ``County``. Return None for an unknown prefix."""
    return LABEL_BY_PREFIX.get(node_id.partition(":")[0])


def edge_id(kind: str, start: str, end: str, values: dict[str, Any]) -> str:
    """Return the id of a relationship: ``FEEDS~program:a~enterprise:b~2024``. A discriminator without a value is empty."""
    parts = [kind, start, end, *("" if values.get(key) is None else str(values[key]) for key in EDGES[kind].discriminators)]
    return "~".join(parts)


def bounds(stated: str) -> tuple[str, str]:
    """Return the first and last day that a date covers: ``2024`` is 2024-01-01 to 2024-12-31 (ISO 8601)."""
    if len(stated) == 4:
        return f"{stated}-01-01", f"{stated}-12-31"
    if len(stated) == 7:
        year, month = int(stated[:4]), int(stated[5:])
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
        return f"{stated}-01", f"{stated}-{days:02d}"
    return stated, stated


def weakest(origins: Iterable[Origin]) -> Origin:
    """Return the weakest of some origins. The module docstring explains why ``reference`` does not weaken ``documented``."""
    present = set(origins)
    for origin in ("simulated", "inferred", "documented"):
        if origin in present:
            return origin
    return "reference"


def with_reference(origins: Iterable[str]) -> set[str]:
    """Return the origins of relationships that a response may use: ``documented`` includes ``reference``.

    A reference row does not weaken a documented one (:func:`weakest`). Without reference rows, no county would be part of its region.
    """
    return {*origins, "reference"} if "documented" in origins else set(origins)


def with_placing(origins: Iterable[str]) -> set[str]:
    """Return the origins of :data:`PLACING` relationships between documented or reference entities that a response may use.

    ``documented`` includes ``inferred`` ones. Sources seldom state what a name says: that the vocational school of Jiahe lies in Jiahe.
    Without these relationships, a documented school would be missing in its county.
    """
    given = with_reference(origins)
    return {*given, "inferred"} if "documented" in given else given
