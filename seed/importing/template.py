"""The template of an alliance: its columns in both languages, the values of its drop-down lists and its example row.

The mapping ``alliance-template`` reads it. A test checks that both agree.
"""

from __future__ import annotations

from dataclasses import dataclass

SHEET, NOTES = "成员", "说明"
EXAMPLE = "示例 Example"
"""First cell of the example row. The import leaves such rows out."""


@dataclass(frozen=True)
class Field:
    """A column: its heading in both languages, its example, an explanation in both languages, and the values of its list."""

    zh: str
    en: str
    example: str
    about_zh: str
    about: str
    choices: tuple[str, ...] = ()
    width: int = 16


FIELDS = (
    Field("序号", "No.", EXAMPLE, "顺序号，可不填。", "Serial number; may stay empty.", width=12),
    Field("联合体名称", "Alliance", "示例产教联合体", "每行都要填写。", "In each row.", width=24),
    Field("成员名称", "Member", "示例职业学校", "单位全称，一行一个成员。", "Full name; one member a row.", width=28),
    Field(
        "成员类型",
        "Type of member",
        "学校 School",
        "从列表中选择。",
        "Choose from the list.",
        ("学校 School", "企业 Enterprise", "其他单位 Other organisation"),
        22,
    ),
    Field("成员代码", "Code", "", "学校标识码或统一社会信用代码，如已知。", "School code or credit code, if known.", width=22),
    Field("所在区县", "County", "", "例如：桂阳县。", "For example: 桂阳县."),
    Field(
        "成员角色",
        "Role",
        "牵头单位 Lead unit",
        "从列表中选择，也可另填。",
        "Choose from the list, or write another role.",
        ("牵头单位 Lead unit", "理事单位 Council member", "成员单位 Member"),
        22,
    ),
    Field("加入时间", "Joined", "2024-05", "年、年月或年月日均可。", "A year, a month or a day."),
    Field(
        "成员状态",
        "Status",
        "活跃 Active",
        "从列表中选择；不清楚则不填。",
        "Choose from the list; leave it empty if it is not known.",
        ("活跃 Active", "停滞 Dormant", "已退出 Left"),
    ),
    Field(
        "佐证活动",
        "Activity as proof",
        "示例联合体理事会会议",
        "成员最近参加的活动，例如理事会会议。",
        "An activity in which the member took part, such as a council meeting.",
        width=30,
    ),
    Field(
        "活动类型",
        "Kind of activity",
        "理事会会议 Council meeting",
        "填写了佐证活动时必选。",
        "Required with an activity.",
        (
            "理事会会议 Council meeting",
            "联合课程 Joint course",
            "捐赠 Donation",
            "招聘会 Fair",
            "吸收成员 New member",
            "成立 Founding",
            "讲座 Lectures",
        ),
        28,
    ),
    Field("活动时间", "Date of activity", "2024-05-20", "年、年月或年月日均可。", "A year, a month or a day.", width=18),
    Field("备注", "Note", "", "不要填写电话号码和身份证号码。", "No telephone or identity numbers.", width=24),
)
