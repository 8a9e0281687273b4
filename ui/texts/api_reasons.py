"""Why a field of a request is refused, in Chinese; in English mostly pydantic says it.

By the types of pydantic's errors, filled with what it tells of each. Templates are constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ragqa.text.language import Language

ZH: Mapping[str, str] = {
    "missing": "缺少此项",
    "json_invalid": "不是有效的 JSON",
    "string_type": "应为文字",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "value_error": "应为文件",  # FastAPI's, of an upload: nothing of ours raises it
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "none_required": "应为 null",
    "literal_error": "应为 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "string_too_short": "至少要有 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_unicode": "含有无法识别的字符",
}
OTHER_WORDS: Mapping[str, str] = {
    "value_error": "a file should be sent, with its name",
    "tuple_type": "Input should be a valid list",
}
"""Where pydantic's words are of Python."""


def reason(wrong: Mapping[str, Any], language: Language) -> str:
    """What is wrong, of one of pydantic's errors; in English where no other words are known."""
    if language == "zh" and (template := ZH.get(wrong["type"])):
        told = {name: str(value) for name, value in wrong.get("ctx", {}).items()}
        expected = told.get("expected", "").replace(" or ", "、").replace(", ", "、")
        return template.format(**told | {"expected": expected})
    return OTHER_WORDS.get(wrong["type"], str(wrong["msg"]))
