"""What is wrong with an invalid value, in both languages. Pydantic's messages are English only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from seed.bilingual import Bilingual, chinese, sentences
from seed.suggestions import did_you_mean, nearest

_QUOTED = re.compile("'([^']*)'")
_CHINESE = {
    "missing": "缺少必填项",
    "extra_forbidden": "不允许出现该字段",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "int_from_float": "须为整数",
    "float_type": "须为数字",
    "float_parsing": "须为数字",
    "finite_number": "须为有限数",
    "bool_type": "须为 true 或 false",
    "bool_parsing": "须为 true 或 false",
    "string_type": "须为字符串",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "不符合格式 {pattern}",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than": "须小于 {lt}",
    "less_than_equal": "不得大于 {le}",
    "list_type": "须为列表",
    "tuple_type": "须为列表",
    "dict_type": "须为对象",
    "model_type": "须为对象",
    "model_attributes_type": "须为对象",
    "too_short": "至少 {min_length} 项，实为 {actual_length} 项",
    "too_long": "最多 {max_length} 项，实为 {actual_length} 项",
    "json_invalid": "不是有效的 JSON：{error}",
    "union_tag_not_found": "缺少用于区分类型的字段 {discriminator}",
    "union_tag_invalid": "{discriminator} 的取值“{tag}”无效，可用：{expected_tags}",
    "date_from_datetime_parsing": "须为有效日期",
    "date_parsing": "须为有效日期",
    "date_type": "须为有效日期",
}
"""Error types of Pydantic (https://docs.pydantic.dev/latest/errors/validation_errors/) with a translation of their messages."""


def validation_text(failure: Mapping[str, Any]) -> Bilingual:
    """Return what is wrong with a value; for a choice, with the nearest valid value and all of them.

    :param failure: an item of ``ValidationError.errors()``.
    """
    value, kind = failure.get("input"), failure["type"]
    if kind in {"literal_error", "enum"} and isinstance(value, str):
        choices = _QUOTED.findall(failure["ctx"]["expected"])
        wrong = Bilingual(f"'{value}' is not a valid value.", f"“{value}”不是有效取值。")
        valid = Bilingual(f"Valid values: {', '.join(choices)}.", f"可用取值：{'、'.join(choices)}。")
        return sentences(wrong, did_you_mean(nearest(value, choices)), valid)
    return Bilingual(str(failure["msg"]), _in_chinese(failure))


def _in_chinese(failure: Mapping[str, Any]) -> str:
    context: Mapping[str, Any] = failure.get("ctx") or {}
    if failure["type"] == "value_error":
        return chinese(str(context.get("error", failure["msg"])))
    template = _CHINESE.get(failure["type"])
    return f"取值无效：{failure['msg']}" if template is None else template.format_map(context)
