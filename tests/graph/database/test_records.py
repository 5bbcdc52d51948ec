"""Entities in short form: a working translation stands apart from the names."""

from __future__ import annotations

from graph.database.records import node_item
from graph.export.columns import ExportColumn, cells
from graph.export.weights import label_of_node

NODE = {"id": "sector:a", "name": "new materials", "gloss_zh": "新材料", "origin": "documented"}


def test_a_working_translation_is_a_field_of_its_own() -> None:
    item = node_item(NODE)
    assert (item["name"], item["name_zh"], item["gloss_zh"]) == ("new materials", None, "新材料")


def test_a_chinese_name_hides_the_working_translation() -> None:
    assert "gloss_zh" not in node_item({**NODE, "name_zh": "新型材料"})


def test_a_file_never_has_a_working_translation_as_a_name() -> None:
    row = {"sector": node_item(NODE)}
    values = {cell.name: cell.read(row) for cell in cells([ExportColumn("sector", "node")])}
    assert values == {"sector_id": "sector:a", "sector_name": "new materials", "sector_name_zh": None}
    assert label_of_node(row["sector"]) == "new materials"
