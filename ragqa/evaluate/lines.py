"""Files of one JSON object a line, and what to say of a line that is not as it should be."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ragqa.errors import EvaluationError

Why = tuple[str, str]
"""What is wrong with a line, in English and in Chinese."""


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with their 1-based line numbers; blank lines are passed over.

    Raises:
        EvaluationError: The file cannot be read, or a line is no JSON object; names the line.
    """
    # Not splitlines(): JSON strings may hold U+2028 and its like as they are.
    for number, line in enumerate(read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = whole(json.loads(line))
        except (ValueError, RecursionError) as error:  # also of a number of 5,000 digits
            raise bad_line(path, number, ("is not JSON", "不是 JSON")) from error
        if not isinstance(row, dict):
            raise bad_line(path, number, ("is not a JSON object", "不是 JSON 对象"))
        yield number, row


def whole(row: Any) -> Any:
    """What JSON said, with "?" for half of a surrogate pair, which no store takes."""
    return json.loads(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))


def there(path: Path) -> Path:
    """The file, or where there is none the same packed with gzip, as hubs keep it."""
    packed = path.with_name(f"{path.name}.gz")
    return packed if not path.exists() and packed.exists() else path


def read(path: Path) -> str:
    """The text of a file, which may be packed with gzip. Raises EvaluationError."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig") as packed:
                return packed.read()
        return path.read_text(encoding="utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"The question set file {path} cannot be read; check that it exists and is UTF-8.",
            f"无法读取问题集文件 {path}，请确认它存在且为 UTF-8 编码。",
        ) from error


def strings(value: object) -> tuple[str, ...]:
    """The texts of a list, or a text alone; numbers are taken as they are written.

    Data sets on hubs keep answers as {"text": [...], "answer_start": [...]}: its texts.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, dict) and "text" in value:
        value = value["text"]
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(v, str | int | float) and not isinstance(v, bool) for v in values):
        raise ValueError("no list of texts")
    return tuple(str(v) for v in values if str(v).strip())


def bad_line(path: Path, number: int, why: Why) -> EvaluationError:
    """The error that names a line, says what is wrong, and what to do."""
    return EvaluationError(
        f"Line {number} of {path} {why[0]}; correct it.",
        f"{path} 第 {number} 行有误：{why[1]}；请改正。",
    )
