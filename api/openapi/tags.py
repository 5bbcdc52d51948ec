"""Tags: the groups of operations, in reading order."""

from __future__ import annotations

from typing import Any

from api.openapi.operations import operations

TAGS = {
    "questions": "Catalogue of named questions, with parameters and columns. 问题目录",
    "questions: training": "Is training aligned with industry? 人才培养",
    "questions: partners": "Which schools and enterprises work together? 校企合作",
    "questions: alliances": "Is an alliance active? 产教联合体",
    "questions: evidence": "Where does a statement come from? 证据与来源",
    "measures": "Catalogue of measures with their definitions. Every figure can be traced to its rows. 指标",
    "measures: training": "How well is training aligned with industry? 人才培养指标",
    "measures: structure": "What does a region specialise in? 产业结构指标",
    "measures: partners": "Which partners suit a school, an enterprise or an alliance? 合作伙伴指标",
    "measures: alliances": "Is an alliance active, and which members hold it together? 产教联合体指标",
    "measures: people": "People who connect organisations. 人员指标",
    "measures: networks": "Position of members in the network. 网络指标",
    "measures: evidence": "What is claimed, verified and missing? 核查指标",
    "entities": "Lists of every type, single entities, single relationships. 数据",
    "relations": "Connections between two entities, neighbours of one entity, a subgraph to draw. 关系",
    "console": "Read-only Cypher on a copy of the data. 查询控制台",
    "reconciliation": "The W3C Reconciliation Service API, for OpenRefine. 名称匹配",
    "data": "Versions, packages, counts and schema of the served data. 数据说明",
    "service": "Probes and metrics. 服务状态",
}
"""Descriptions by tag; a test rejects tags that are not listed here."""


def ordered(spec: dict[str, Any]) -> list[dict[str, str]]:
    """Return the used tags in order; tags without a description come last."""
    used = {tag for _, _, operation in operations(spec) for tag in operation.get("tags", ())}
    described = [{"name": name, "description": about} for name, about in TAGS.items() if name in used]
    return described + [{"name": name} for name in sorted(used - set(TAGS))]
