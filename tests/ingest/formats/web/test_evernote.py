from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError

ENEX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
<en-export><note><title>会议 记录</title><content><![CDATA[<?xml version="1.0"?>
<!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd">
<en-note><div>第一行&nbsp;完</div><ul><li>一点</li></ul></en-note>]]></content>
<created>20240101T000000Z</created><tag>工作</tag><tag>a</tag>
<resource><data encoding="base64">YSxiCjEsMgo=</data><resource-attributes>
<file-name>t.csv</file-name></resource-attributes></resource>
<resource><data>!</data></resource></note>
<note><title>Second</title><content><![CDATA[<en-note><h1>Part</h1>text</en-note>]]></content>
</note></en-export>"""


def test_the_notes_of_evernote_are_sections(tmp_path: Path) -> None:
    (tmp_path / "a.enex").write_text(ENEX, encoding="utf-8")
    parsed = load(tmp_path / "a.enex")
    assert parsed.text == (
        "# 会议 记录\n\nCreated (创建): 2024-01-01\nTags (标签): 工作, a\n\n第一行 完\n\n"
        "- 一点\n\n## t.csv\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n"
        "# Second\n\n# Part\n\ntext"
    )
    assert [(h.level, h.title) for h in parsed.headings] == [
        (1, "会议 记录"),
        (2, "t.csv"),
        (90, "rows 1-2"),
        (1, "Second"),
        (2, "Part"),
    ]


def test_code_and_tasks_of_a_note(tmp_path: Path) -> None:
    content = (
        "<en-note><div><en-todo checked='true'/>Eggs</div><div style='-en-codeblock:true;'>"
        "<div>oven --on</div><div>  wait</div></div></en-note>"
    )
    note = f"<note><title>T</title><content><![CDATA[{content}]]></content></note>"
    (tmp_path / "a.enex").write_text(f"<en-export>{note}</en-export>")
    assert load(tmp_path / "a.enex").text == "# T\n\n[x] Eggs\n\n```\noven --on\n  wait\n```"


def test_an_export_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '[<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<en-export>&b;'
    (tmp_path / "a.enex").write_text(ENEX.replace(">\n<en-export>", f" {bomb}"), encoding="utf-8")
    with pytest.raises(DocumentError, match="declares XML entities"):
        load(tmp_path / "a.enex")


def test_what_is_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.enex").write_text(ENEX[:300], encoding="utf-8")
    with pytest.raises(DocumentError, match="is damaged"):
        load(tmp_path / "a.enex")
