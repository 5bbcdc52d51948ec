"""The groups of operations, in the order in which a reader needs them."""

from __future__ import annotations

from typing import Any

from api.openapi.operations import operations

TAGS = {
    "questions": "Named questions: which there are, what they take and return.",
    "questions: training": "Is training aligned with industry? 人才培养",
    "questions: partners": "Who works with whom? 校企合作",
    "questions: alliances": "Is an alliance alive? 产教联合体",
    "questions: evidence": "Who says so? 证据与来源",
    "measures": "Numbers that can be proved: which there are, how they are defined. 指标",
    "measures: training": "Is training aligned with industry, in numbers? 人才培养指标",
    "measures: structure": "What a region is specialised in. 产业结构指标",
    "measures: partners": "Who should work with whom? 合作伙伴指标",
    "measures: alliances": "Is an alliance alive, and who holds it together? 产教联合体指标",
    "measures: people": "People as bridges. 人员指标",
    "measures: networks": "Who stands where in the network. 网络指标",
    "things": "Lists of every type, single things, single relationships. 数据",
    "relations": "What connects two things, what is near one, a graph for drawing. 关系",
    "console": "Read-only Cypher for those who know it, on a copy of the data. 查询控制台",
    "reconciliation": "The W3C Reconciliation Service API, for OpenRefine. 名称匹配",
    "data": "What is served: versions, packages, counts, schema. 数据说明",
    "service": "Probes and metrics. 服务状态",
}
"""Tags by name; a test refuses one that is not here."""


def ordered(made: dict[str, Any]) -> list[dict[str, str]]:
    """The tags that are used, in order; one that nobody described comes last and without a description."""
    used = {tag for _, _, operation in operations(made) for tag in operation.get("tags", ())}
    known = [{"name": name, "description": about} for name, about in TAGS.items() if name in used]
    return known + [{"name": name} for name in sorted(used - set(TAGS))]
