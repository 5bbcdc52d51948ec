"""The data model: all node and relationship types, their columns and the meaning of each column.

Constraints, indexes, CSV columns, ``datapackage.json``, the JSON Schema, the API's models and ``docs/reference/model.md`` are
all derived from the classes below (see :mod:`seed.schema`). To add a property, add one line here.

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

A result is as weak as its weakest part (:func:`weakest`). A ``reference`` part does not weaken a documented one: a county's code in a
public table is no weaker evidence than an article about the county, so a mixture of ``documented`` and ``reference`` is ``documented``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

MODEL_VERSION = "1"

Origin = Literal["documented", "reference", "inferred", "simulated"]
Certainty = Literal["seen", "weak", "unverified"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)

# A date with the precision of its source: a year, a month or a day. `bounds` returns the first and last day it covers.
DATE_PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
PartialDate = Annotated[str, Field(pattern=DATE_PATTERN, examples=["2024", "2024-10", "2024-10-27"])]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+\S*$", examples=["https://www.example.org/list"])]
Year = Annotated[int, Field(ge=1900, le=2100)]
Count = Annotated[int, Field(ge=0)]
Words = tuple[str, ...]

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
Crosswalk = Literal["stated", "context", "catalogue", "name", "hand-made", "simulated"]


def prop(about: str, zh: str, *, example: Any = None, index: bool = False, default: Any = None) -> Any:
    """Declare one property: its meaning in both languages, an example, and whether it is indexed."""
    extra: dict[str, Any] = {"about_zh": zh, "index": index}
    return Field(default=default, description=about, examples=None if example is None else [example], json_schema_extra=extra)


NODES: dict[str, type[Node]] = {}
"""Types of nodes by name, in the order of their classes below; a class with a ``prefix`` adds itself."""
EDGES: dict[str, type[Edge]] = {}
"""Types of relationships by type; a class with a ``type`` adds itself."""


class Row(BaseModel):
    """The provenance of a row: its sources, its origin and its certainty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: Words = prop(
        "Ids of the sources that support this row, separated by |.", "本行依据的来源", example="source:deep-news", default=()
    )
    quotes: Words = prop("Verbatim quotes from the sources, at most 12 words each, separated by |.", "原文引文", default=())
    locator: str | None = prop("Position in the source, if there is no quote.", "来源中的位置")
    certainty: Certainty = prop("seen, weak or unverified.", "可信度", default="seen")
    origin: Origin = prop("documented, reference, inferred or simulated.", "数据性质", index=True, default="documented")
    rule: str | None = prop("The rule that was applied, for an inferred row.", "推断规则")


PROVENANCE: tuple[str, ...] = tuple(Row.model_fields)


class Node(Row):
    """An entity with an id and a name. Every node also has the label ``Thing``."""

    prefix: ClassVar[str]
    path: ClassVar[str]
    title: ClassVar[str]
    title_zh: ClassVar[str]

    id: str = prop("Global id: the type's prefix, a colon, a code or a slug.", "全局标识", default=...)
    name: str = prop("Name in English, or the romanised name.", "英文名", default=...)
    name_zh: str | None = prop("Name in Chinese, only if a source states it.", "中文名")
    aliases: Words = prop("Other names, separated by |.", "别名", default=())
    note: str | None = prop("Remarks on this row.", "备注")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "prefix" in cls.__dict__:
            NODES[cls.__name__] = cls


class Source(Node):
    """An article, a standard, a list or another source that supports rows."""

    prefix, path, title, title_zh = "source", "sources", "Source", "来源"
    kind: Literal["article", "standard", "list", "web page", "data set", "general knowledge", "simulation"] = prop(
        "Kind of source.", "类别", default=...
    )
    publisher: str | None = prop("Publisher.", "发布者")
    published: PartialDate | None = prop("Publication date, as stated.", "发布时间")
    url: WebAddress | None = prop("URL, if known.", "网址", example="https://www.example.org/list")


class Region(Node):
    """A province, a prefecture-level city or a zone."""

    prefix, path, title, title_zh = "region", "regions", "Region", "地区"
    code: str | None = prop("Division code, GB/T 2260.", "行政区划代码", example="431000", index=True)
    kind: Literal["province", "prefecture", "zone"] = prop("province, prefecture or zone.", "类别", default=...)
    area_km2: float | None = prop("Area in square kilometres.", "面积(平方公里)")


class County(Node):
    """A county-level division: a district, a county or a county-level city."""

    prefix, path, title, title_zh = "county", "counties", "County", "区县"
    code: str | None = prop("Division code, GB/T 2260.", "行政区划代码", example="431021", index=True)
    level: Literal["district", "county", "county-level city"] | None = prop("district, county or county-level city.", "级别")
    seat_lon: float | None = prop("Longitude of the seat of government, degrees, GCJ-02.", "政府驻地经度")
    seat_lat: float | None = prop("Latitude of the seat of government, degrees, GCJ-02.", "政府驻地纬度")


class School(Node):
    """A school, a unit of a school, or a group of schools that a source does not name."""

    prefix, path, title, title_zh = "school", "schools", "School", "学校"
    code: str | None = prop("Code of the Ministry of Education.", "教育部学校标识码", example="4143012847", index=True)
    kind: GroupKind = prop("named, unit or unnamed group. An unnamed group is never counted as one.", "类别", default="named")
    level: Literal["secondary", "technician", "higher vocational", "undergraduate"] | None = prop(
        "Level of education.", "办学层次", index=True
    )
    ownership: Literal["public", "private"] | None = prop("public or private.", "办学性质")


class Major(Node):
    """An entry of the catalogue of vocational majors."""

    prefix, path, title, title_zh = "major", "majors", "Major", "专业目录条目"
    code: str | None = prop("Six digits of the 2021 catalogue.", "专业代码", example="660108", index=True)
    code_status: Literal["seen", "weak", "memory", "unknown"] = prop("Where the code comes from.", "代码来源情况", default="unknown")
    level: VocationalLevel | None = prop("Level of the catalogue.", "层次", index=True)
    group: str | None = prop("First two digits: the group of majors.", "专业大类", example="66", index=True)


class Program(Node):
    """A major as offered by one school."""

    prefix, path, title, title_zh = "program", "programs", "Program", "专业点"
    level: VocationalLevel | None = prop("Level of education.", "层次", index=True)
    status: Literal["active", "downsized", "closed", "unknown"] = prop(
        "Current status, as far as known.", "状态", index=True, default="unknown"
    )
    opened: PartialDate | None = prop("When it opened, as stated.", "开设时间", example="2024")
    closed: PartialDate | None = prop("When it closed, as stated.", "停办时间")
    enrolment: Count | None = prop("Students enrolled.", "在校生数")


class Industry(Node):
    """A class of the industrial classification GB/T 4754-2017."""

    prefix, path, title, title_zh = "industry", "industries", "Industry", "产业(国民经济行业)"
    code: str | None = prop("GB/T 4754-2017: section letter and digits.", "行业代码", example="C3841", index=True)


class Sector(Node):
    """An industrial sector as named by a framework or a source."""

    prefix, path, title, title_zh = "sector", "sectors", "Sector", "产业领域"


class Framework(Node):
    """A plan that names prioritised sectors, such as Hunan's 4x4."""

    prefix, path, title, title_zh = "framework", "frameworks", "Framework", "产业体系"
    issued: PartialDate | None = prop("When it was issued.", "发布时间")


class Enterprise(Node):
    """An enterprise, or a group of enterprises that a source does not name."""

    prefix, path, title, title_zh = "enterprise", "enterprises", "Enterprise", "企业"
    code: str | None = prop("Unified social credit code.", "统一社会信用代码", index=True)
    kind: GroupKind = prop("named, unit or unnamed group. An unnamed group is never counted as one.", "类别", default="named")
    employees: Count | None = prop("Number of employees.", "员工数")


class Person(Node):
    """A person in a professional role stated by a source, without other personal data."""

    prefix, path, title, title_zh = "person", "people", "Person", "人员"
    kind: Literal["named", "unnamed group"] = prop(
        "named or unnamed group. An unnamed group is never counted as one.", "类别", default="named"
    )
    role: str | None = prop("The role, as the source states it.", "职务", example="instructor")


class Alliance(Node):
    """An industry-education alliance."""

    prefix, path, title, title_zh = "alliance", "alliances", "Alliance", "产教联合体"
    founded: PartialDate | None = prop("When it was founded, as stated.", "成立时间", example="2024")


class Facility(Node):
    """A research centre or a training base."""

    prefix, path, title, title_zh = "facility", "facilities", "Facility", "实训基地/研究中心"
    kind: Literal["research centre", "training base"] = prop("research centre or training base.", "类别", default=...)


class Initiative(Node):
    """A public training initiative of a county."""

    prefix, path, title, title_zh = "initiative", "initiatives", "Initiative", "培养工程"
    started: PartialDate | None = prop("When it started, as stated.", "开始时间", example="2018")


class Activity(Node):
    """An event: a council meeting, a joint course, a donation, a fair."""

    prefix, path, title, title_zh = "activity", "activities", "Activity", "活动"
    kind: Literal["council meeting", "joint course", "donation", "fair", "new member", "founding", "lectures"] = prop(
        "Kind of activity.", "类别", default=...
    )
    date: PartialDate | None = prop("When it took place, as stated.", "时间", example="2024")
    proof: str | None = prop("Evidence that it took place.", "证明")


class Claim(Node):
    """A figure reported by a source. It is never mixed with figures computed from the graph."""

    prefix, path, title, title_zh = "claim", "claims", "Claim", "报道数据"
    metric: str = prop("What the figure measures.", "指标", example="aligned_share", index=True, default=...)
    value: float = prop("The figure, in its unit.", "数值", default=...)
    qualifier: Literal["exact", "as printed", "over", "at least", "approximately"] = prop(
        "How the source qualifies the figure.", "限定", default="exact"
    )
    unit: str = prop("Unit of the figure.", "单位", example="%", default=...)
    scope: str = prop("What the figure covers.", "范围", example="city, secondary", default=...)
    period: str = prop("Period that the figure covers, as stated.", "时期", example="2024", default=...)


class Coverage(Node):
    """The outcome of a search for data. `checked, none` differs from `not collected`, and both differ from `unknown`."""

    prefix, path, title, title_zh = "coverage", "coverage", "Coverage", "覆盖情况"
    scope: str = prop("What was searched: an id, or a description.", "范围", default=...)
    sought: str = prop("The node or relationship type that was searched for.", "类型", default=...)
    period: str = prop("The period that was searched.", "时期", default=...)
    status: Literal["collected", "partly collected", "checked, none", "not collected"] = prop("Outcome of the search.", "状态", default=...)


class Edge(Row):
    """A relationship. Its id is ``TYPE~start~end~discriminators``. Provenance is not part of the id."""

    type: ClassVar[str]
    pairs: ClassVar[tuple[tuple[str, str], ...]]
    discriminators: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str]
    title_zh: ClassVar[str]

    start: str = prop("Id of the start node.", "起点", default=...)
    end: str = prop("Id of the end node.", "终点", default=...)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "type" in cls.__dict__:
            EDGES[cls.type] = cls


class Dated(Edge):
    """A relationship that holds for a period."""

    valid_from: PartialDate | None = prop("Start date, as stated.", "开始时间", example="2024")
    valid_to: PartialDate | None = prop("End date, as stated.", "结束时间")


def _pairs(starts: str, ends: str) -> tuple[tuple[str, str], ...]:
    return tuple((start, end) for start in starts.split("|") for end in ends.split("|"))


class Offers(Dated):
    """A school runs a program."""

    type, title, title_zh = "OFFERS", "offers", "开设"
    pairs = _pairs("School", "Program")


class OfMajor(Edge):
    """A program corresponds to a major of the catalogue."""

    type, title, title_zh = "OF_MAJOR", "has major", "对应专业目录"
    pairs = _pairs("Program", "Major")


class PartOf(Edge):
    """A unit belongs to a school, a division to a region, a class to an industry."""

    type, title, title_zh = "PART_OF", "is part of", "隶属"
    pairs = (("School", "School"), ("County", "Region"), ("Region", "Region"), ("Industry", "Industry"))


class Serves(Dated):
    """A program or a major trains for a sector or an industry."""

    type, title, title_zh = "SERVES", "serves", "服务产业"
    pairs = _pairs("Program|Major", "Sector|Industry")
    discriminators = ("crosswalk",)
    crosswalk: Crosswalk = prop("How the match was made: stated, context, catalogue, name, hand-made, simulated.", "对应方式", default=...)


class MapsTo(Edge):
    """An industry of GB/T 4754 belongs to a sector."""

    type, title, title_zh = "MAPS_TO", "maps to", "映射"
    pairs = _pairs("Industry", "Sector")
    discriminators = ("crosswalk",)
    crosswalk: Crosswalk = prop("How the match was made.", "对应方式", default=...)


class Prioritises(Dated):
    """A framework, a county or a region prioritises a sector."""

    type, title, title_zh = "PRIORITISES", "prioritises", "优先发展"
    pairs = _pairs("Framework|County|Region", "Sector")
    tier: str | None = prop("The group within the framework.", "层级", example="emerging")


class Of(Edge):
    """A framework belongs to a region; an activity belongs to an alliance."""

    type, title, title_zh = "OF", "belongs to", "属于"
    pairs = (("Framework", "Region"), ("Activity", "Alliance"))


class KnownFor(Edge):
    """A county is known for a sector."""

    type, title, title_zh = "KNOWN_FOR", "is known for", "以…闻名"
    pairs = _pairs("County", "Sector")


class Feeds(Edge):
    """Graduates of a program go to an enterprise in a year."""

    type, title, title_zh = "FEEDS", "feeds", "输送毕业生"
    pairs = _pairs("Program", "Enterprise")
    discriminators = ("year",)
    year: Year | None = prop("Year of graduation.", "年份", example=2024)
    graduates: Count | None = prop("Number of graduates, if a source states it.", "人数")


class PartnersWith(Dated):
    """A school and an enterprise cooperate in a stated form."""

    type, title, title_zh = "PARTNERS_WITH", "partners with", "校企合作"
    pairs = _pairs("School", "Enterprise")
    discriminators = ("form",)
    form: Form = prop("The form of the partnership.", "合作形式", default=...)


class OperatesIn(Edge):
    """An enterprise operates in an industry or a sector."""

    type, title, title_zh = "OPERATES_IN", "operates in", "所属产业"
    pairs = _pairs("Enterprise", "Industry|Sector")


class LocatedIn(Dated):
    """An entity is located in a county or a region."""

    type, title, title_zh = "LOCATED_IN", "is located in", "位于"
    pairs = _pairs("School|Enterprise|Facility|Initiative|Alliance", "County|Region")


class TeachesAt(Dated):
    """A teacher teaches at a school."""

    type, title, title_zh = "TEACHES_AT", "teaches at", "任教"
    pairs = _pairs("Person", "School")


class LecturesAt(Dated):
    """A professional of an enterprise lectures at a school."""

    type, title, title_zh = "LECTURES_AT", "lectures at", "兼职授课"
    pairs = _pairs("Person", "School")


class ConsultsFor(Dated):
    """A teacher advises an enterprise."""

    type, title, title_zh = "CONSULTS_FOR", "consults for", "兼任企业顾问"
    pairs = _pairs("Person", "Enterprise")


class WorksFor(Dated):
    """A professional works for an enterprise."""

    type, title, title_zh = "WORKS_FOR", "works for", "任职"
    pairs = _pairs("Person", "Enterprise")


class WorksIn(Dated):
    """A person works in a facility."""

    type, title, title_zh = "WORKS_IN", "works in", "工作于"
    pairs = _pairs("Person", "Facility")


class MemberOf(Dated):
    """A school or an enterprise is a member of an alliance."""

    type, title, title_zh = "MEMBER_OF", "is member of", "成员"
    pairs = _pairs("School|Enterprise", "Alliance")
    role: str | None = prop("Role of the member.", "角色", example="lead unit")


class FocusesOn(Edge):
    """An alliance focuses on a sector."""

    type, title, title_zh = "FOCUSES_ON", "focuses on", "聚焦领域"
    pairs = _pairs("Alliance", "Sector")


class TookPartIn(Edge):
    """A school, an enterprise or a person took part in an activity."""

    type, title, title_zh = "TOOK_PART_IN", "took part in", "参与"
    pairs = _pairs("School|Enterprise|Person", "Activity")


class Runs(Dated):
    """A school or an enterprise runs a facility; a county runs an initiative."""

    type, title, title_zh = "RUNS", "runs", "举办"
    pairs = (*_pairs("School|Enterprise", "Facility"), ("County", "Initiative"))


class Supports(Dated):
    """A facility supports an enterprise."""

    type, title, title_zh = "SUPPORTS", "supports", "服务企业"
    pairs = _pairs("Facility", "Enterprise")


class About(Edge):
    """A claim is about an entity."""

    type, title, title_zh = "ABOUT", "is about", "关于"
    pairs: ClassVar[tuple[tuple[str, str], ...]] = ()  # filled below: all types except Claim, Source and Coverage


About.pairs = tuple(("Claim", label) for label in NODES if label not in {"Claim", "Source", "Coverage"})

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
