"""The rules of verdicts: what can be said of an alliance, a school, a county or the reported shares, from counts alone.

This is the only place that decides what a verdict says, so that the web page, the command line and assistants say the same sentence.
A headline never says more than its counts: it names what is recorded and what is not, and no cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.measures.definition import Note
from seed.model import EDGES, NODES
from seed.plurals import counted

Status = Literal["verified", "partly", "gap", "refused"]
"""``verified``: the count reaches the reported figure. ``partly``: something is recorded. ``gap``: nothing is. ``refused``: too little."""

Headline = tuple[Status, Note]


@dataclass(frozen=True, slots=True)
class AllianceCounts:
    """Counts of an alliance. ``reported``: the greatest reported number of members. ``after``: dated activities besides its founding."""

    reported: int | None
    known: int
    activities: int
    after: int


def alliance_headline(counts: AllianceCounts) -> Headline:
    """Return status and headline of an alliance.

    >>> alliance_headline(AllianceCounts(reported=107, known=0, activities=1, after=0))[1].text
    'Its founding is on record; its operation is not.'
    """
    reported, known = counts.reported, counts.known
    if reported is not None and known >= reported:
        return "verified", Note(
            f"All {counted(reported, 'reported member')} are known by name."
            if reported > 1
            else "The one reported member is known by name.",
            f"报道的 {reported} 家成员均有名称可查",
        )
    if known and reported is not None:
        return "partly", Note(
            f"{known} of {counted(reported, 'reported member')} {'is' if known == 1 else 'are'} known by name.",
            f"报道 {reported} 家成员，已知名称 {known} 家",
        )
    if known:
        return "partly", Note(f"{counted(known, 'member')} known by name; no total is reported.", f"已知成员 {known} 家，来源未给出总数")
    if counts.after:
        return "gap", Note("Activities are on record; no member is named.", "有活动记载，但没有点名任何成员")
    if counts.activities:
        return "gap", Note("Its founding is on record; its operation is not.", "只能证明它成立了，还不能证明它在运行")
    return "gap", Note("No named member and no dated activity is on record.", "既无具名成员，也无有日期的活动")


def school_headline(programs: int, firms: int) -> Headline:
    """Return status and headline of a school, by its programs and the enterprises that it has a tie to."""
    if programs and firms:
        return "partly", Note(
            f"Programs and ties to {counted(firms, 'enterprise')} are on record.", f"专业点有记载，与 {firms} 家企业有往来记载"
        )
    if programs:
        return "partly", Note("Programs are on record; ties to named enterprises are not.", "专业点有记载，没有与具名企业往来的记载")
    if firms:
        return "partly", Note(
            f"Ties to {counted(firms, 'enterprise')} are on record; programs are not.", f"与 {firms} 家企业有往来记载，专业点没有记载"
        )
    return "gap", Note("Neither programs nor ties to enterprises are on record.", "没有专业点，也没有与企业往来的记载")


def county_headline(schools: int, programs: int, enterprises: int) -> Headline:
    """Return status and headline of a county, by its named schools and enterprises and its programs."""
    if programs and enterprises:
        return "partly", Note(
            f"{counted(programs, 'program')} and {counted(enterprises, 'enterprise')} on record.",
            f"有 {programs} 个专业点、{enterprises} 家企业的记载",
        )
    if programs:
        return "partly", Note(
            f"{counted(programs, 'program')} on record, but no named enterprise.", f"有 {programs} 个专业点的记载，没有具名企业"
        )
    if schools or enterprises:
        return "gap", Note("Schools or enterprises are on record, but no program.", "有学校或企业的记载，没有专业点")
    return "gap", Note("No school, program or enterprise is on record.", "没有学校、专业点或企业的记载")


def shares_headline(given: int, reported: int) -> Headline:
    """Return status and headline of the reported shares of aligned programs.

    :param given: shares that can be computed; those with too few programs are not among them.
    """
    if not given:
        return "refused", Note("Too few programs are on record to give a share.", "专业点记载太少，不足以给出比例")
    if reported:
        return "gap", Note("The reported shares cannot be checked: their totals are not stated.", "报道的比例无法核对：来源没有给出总数")
    return "partly", Note("Shares can be computed; no share is reported for comparison.", "可以计算比例，没有报道数字可供对照")


_CROSSWALKS = {
    "declared": ("by what sources state", "按来源说法"),
    "catalogue": ("by the catalogue of majors", "按专业目录"),
    "flows": ("by where graduates go", "按毕业生去向"),
    "names": ("by program names", "按专业名称"),
}
_LEVELS = {"secondary": "中职", "higher vocational": "高职专科", "vocational undergraduate": "职业本科"}


def share_text(crosswalk: str, level: str, part: int, whole: int, refused: Note | None) -> Note:
    """Return what one way of judging says of the programs of a level; the reason when they are too few."""
    way, way_zh = _CROSSWALKS[crosswalk]
    said, said_zh = f"{part} of {counted(whole, 'program')} {'is' if part == 1 else 'are'} aligned", f"{whole} 个专业点中有 {part} 个契合"
    if refused is not None:
        said, said_zh = refused.text, refused.text_zh
    return Note(f"{level}, {way}: {said}", f"{_LEVELS.get(level, '层次未注明')}，{way_zh}：{said_zh}")


CAUTION = Note(
    "What is not on record may still exist. It was not collected, or no source states it.",
    "没有记载不等于没有：可能尚未收集，也可能来源没有写明。",
)

_SOUGHT: dict[str, tuple[str, str]] = {
    "MEMBER_OF": ("names of the members", "成员名单"),
    "Activity": ("activities", "活动记录"),
    "Alliance": ("official Chinese name", "正式中文名"),
    "OFFERS": ("all programs", "全部专业设置"),
    "Program": ("totals and list of programs", "专业点总数与清单"),
    "FEEDS": ("graduates by program and enterprise", "各专业点毕业生去向"),
    "CONSULTS_FOR": ("names of the enterprises advised", "所服务企业的名称"),
    "PARTNERS_WITH": ("names of the partners", "合作方名称"),
    "School": ("all schools", "全部学校"),
    "Claim": ("figures in the report", "报道中的数字"),
}
_STATUS = {
    "not collected": ("not collected", "未收集"),
    "partly collected": ("partly collected", "部分收集"),
    "checked, none": ("checked: none found", "查过，没有"),
}
_NEXT: dict[str, Note] = {
    "MEMBER_OF": Note("Ask the alliance for its list of members, then import it.", "向联合体索取成员名单并导入。"),
    "Activity": Note("Collect minutes or notices of activities, each with a date.", "收集会议纪要或活动通知，注明日期。"),
    "OFFERS": Note("Ask the school for its list of programs.", "向学校索取专业设置清单。"),
    "Program": Note("Ask the education bureau for the list of programs behind the shares.", "向教育局索取比例所依据的专业点清单。"),
    "FEEDS": Note("Ask for graduates by program and enterprise.", "索取各专业点毕业生去向。"),
    "CONSULTS_FOR": Note("Ask the school which enterprises its teachers advise.", "向学校核实教师服务哪些企业。"),
    "PARTNERS_WITH": Note("Ask for the names of the partners.", "索取合作方名称。"),
    "School": Note("Collect the list of schools of the county.", "收集该区县的学校清单。"),
}
_ANY_NEXT = Note("Add a source that states it.", "补充写明此项的来源。")


def missing_text(sought: str, status: str) -> Note:
    """Return what a coverage row says is missing.

    >>> missing_text("MEMBER_OF", "not collected").text
    'names of the members: not collected'
    """
    declared = NODES.get(sought) or EDGES[sought]
    what, what_zh = _SOUGHT.get(sought, (declared.title.lower(), declared.title_zh))
    state, state_zh = _STATUS[status]
    return Note(f"{what}: {state}", f"{what_zh}：{state_zh}")


def next_step(sought: str) -> Note:
    """Return what to do about the first missing thing."""
    return _NEXT.get(sought, _ANY_NEXT)
