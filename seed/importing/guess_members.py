"""Guess the tables of members of an alliance: one column holds schools, enterprises and other organisations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seed.importing.readers import plain_text
from seed.sheets import Cells

SCHOOLS = "(学校|学院|大学|中专|职专|职中|职高|技校|职教中心|[Ss]chool|[Cc]ollege|[Uu]niversity|[Aa]cademy)(（.*）|\\(.*\\))?$"
ENTERPRISES = "(公司|厂|集团|合作社|酒店|商行|[Ll]td|[Ii]nc|LLC|[Cc]ompany)\\.?(（.*）|\\(.*\\))?$"
ROLES = {
    "牵头单位": "lead unit",
    "理事单位": "council member",
    "成员单位": "member",
    "会员单位": "member",
    "*": "*",
}
_ALLIANCE = re.compile(r"[\u4e00-\u9fff（）()·“”]{2,40}?(?:联合体|共同体|联盟)")


def alliance_in_title(top: Sequence[tuple[int, Cells]], first: int) -> str | None:
    """Return the name of an alliance in the rows above the header, such as 甲县产教联合体 in 甲县产教联合体成员名单."""
    for number, cells in top:
        for value in cells.values() if number < first else ():
            match = _ALLIANCE.search(plain_text(value))
            if match:
                return match[0]
    return None


def entities_of_members(column: str, alliance: Any) -> list[dict[str, Any]]:
    """Return the entities of a list of members: the type of a member follows from the end of its name."""
    other = {"column": column, "matches": f"^(?!.*({SCHOOLS})|.*({ENTERPRISES}))"}
    kinds = (
        ("school", "School", {"column": column, "matches": SCHOOLS}),
        ("enterprise", "Enterprise", {"column": column, "matches": ENTERPRISES}),
        ("organisation", "Organisation", other),
    )
    made: list[dict[str, Any]] = [{"as": "alliance", "type": "Alliance", "name": alliance}]
    return made + [{"as": key, "type": kind, "name": column, "when": when} for key, kind, when in kinds]


def relationships_of_members(columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the relationships of a list of members. ``columns`` are the headers by meaning."""
    properties: dict[str, Any] = {}
    if "member.role" in columns:
        properties["role"] = {"column": columns["member.role"], "values": ROLES}
    if "member.valid_from" in columns:
        properties["valid_from"] = columns["member.valid_from"]
    made: list[dict[str, Any]] = []
    for key in ("school", "enterprise", "organisation"):
        edge: dict[str, Any] = {"type": "MEMBER_OF", "from": key, "to": "alliance"}
        made.append({**edge, "properties": properties} if properties else edge)
        if "county.name" in columns:
            made.append({"type": "LOCATED_IN", "from": key, "to": "county"})
    return made
