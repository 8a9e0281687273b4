from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError


def write(folder: Path, content: Any) -> Path:
    path = folder / "a.ipynb"
    path.write_text(json.dumps(content))
    return path


def test_markdown_code_and_output_come_in_order(tmp_path: Path) -> None:
    outputs = [
        {"output_type": "stream", "text": ["42\n"]},
        {"output_type": "display_data", "data": {"image/png": "iVBORw0"}},
        {"output_type": "execute_result", "data": {"text/plain": ["DataFrame"]}},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["# 实验\n", "说明"]},
        {"cell_type": "code", "source": "print(42)", "outputs": outputs},
        {"cell_type": "raw", "source": "raw"},
    ]
    parsed = load(write(tmp_path, {"cells": cells}))
    assert parsed.text == (
        "# 实验\n说明\n\n```\nprint(42)\n```\n\n```\n42\n```\n\n```\nDataFrame\n```\n\nraw"
    )
    assert [heading.title for heading in parsed.headings] == ["实验"]


def test_errors_are_told_and_names_of_pictures_are_not(tmp_path: Path) -> None:
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": ["\x1b[31mWarning\x1b[0m 7\n"]},
        {"output_type": "error", "ename": "ValueError", "evalue": "bad 7", "traceback": ["x"]},
        {"data": {"image/png": "iVBORw0", "text/plain": ["<Figure size 640x480>"]}},
        {"data": {"text/plain": "<b>"}},
    ]
    cells = [{"cell_type": "code", "source": "", "outputs": outputs}]
    assert load(write(tmp_path, {"cells": cells})).text == (
        "```\nWarning 7\n```\n\n```\nValueError: bad 7\n```\n\n```\n<b>\n```"
    )


@pytest.mark.parametrize("content", [[], {}, {"cells": 1}, {"cells": [{}]}, {"cells": ["x"]}])
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: Any) -> None:
    with pytest.raises(DocumentError, match="is not a notebook"):
        load(write(tmp_path, content))


def test_pictures_in_the_text_itself_are_left_out(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": "a ![plot](data:image/png;base64,iVBORw0KGgo=)"}]
    assert load(write(tmp_path, {"cells": cells})).text == "a plot"
