from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.web import web
from ingest.parsed import Parsed


def page(folder: Path, html: str) -> Parsed:
    (folder / "a.html").write_text(html, encoding="utf-8")
    return web.load_html(folder / "a.html")


@pytest.mark.parametrize(
    "html",
    [
        # GitHub, Notion, Evernote in its two ways
        "<ul><li class='task-list-item'><input type='checkbox' disabled checked> Done</li>"
        "<li><p><input type='checkbox' class='task-list-item-checkbox'>Open</p></li></ul>",
        "<ul><li><div class='checkbox checkbox-on'></div> <span>Done</span></li></ul>"
        "<ul><li><div class='checkbox checkbox-off'></div> <span>Open</span></li></ul>",
        "<ul><li style='--en-checked:true;'><div>Done</div></li>"
        "<li style='--en-checked: false'><div>Open</div></li></ul>",
        "<ul><li><en-todo checked='true'></en-todo>Done</li><li><en-todo></en-todo>Open</li></ul>",
    ],
)
def test_what_is_ticked_off_is_told(tmp_path: Path, html: str) -> None:
    assert page(tmp_path, html).text.replace("\n\n", "\n") == "- [x] Done\n- [ ] Open"


def test_boxes_of_a_form_are_none_of_tasks(tmp_path: Path) -> None:
    html = "<label><input type=checkbox> Send me news</label><ul><li><input type=checkbox>Red</ul>"
    assert page(tmp_path, html).text == "Send me news\n\n- Red"


def test_bookmarks_have_their_addresses(tmp_path: Path) -> None:
    html = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><p><DT><H3>Work"
        '</H3><DL><p><DT><A HREF="https://ex.org/wiki" ICON="data:image/png;base64,AA">维基</A><DT>'
        '<A HREF="javascript:void(0)">Run</A></DL><p></DL>'
    )
    assert page(tmp_path, html).text == "### Work\n\n维基 (https://ex.org/wiki)\n\nRun"
    assert page(tmp_path, "<p><a href='https://ex.org'>x</a>").text == "x"


def test_remarks_and_lists_of_google_docs(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<html><head></head><body class='c1 doc-content'><p class='c2 title'>Plan</p><p>It is due"
        "<sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup>.</p><ul class='lst-kix_x1-0'><li>one"
        "</li></ul><ul class='lst-kix_x1-1'><li>in</li></ul><ul class='lst-kix_x1-0'><li>two"
        "</li></ul><div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>Final?</span></p></div>",
    )
    assert parsed.title == "Plan"
    assert parsed.text == ("Plan\n\nIt is due.\n\n- one\n  - in\n- two\n\nComment (批注): Final?")


def test_names_times_and_icons_are_no_part_of_words(tmp_path: Path) -> None:
    html = (
        "<div><span class='nickname'>张三</span><span class='msg-time'>2024-04-30</span></div>"
        "<p>A<span class='c5'>B</span>C</p><p>By <a class='author'>Jo</a>, <time>3 May</time>.</p>"
        "<div class='icon'>✈️</div><span class='icon'>💡</span><span class='icon'>A1</span>"
    )
    assert page(tmp_path, html).text == "张三 2024-04-30\n\nABC\n\nBy Jo, 3 May.\n\nA1"
