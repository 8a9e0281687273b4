from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.blocks import Blocks
from ingest.formats.web import web

_LINES = "```\na = 1\n  b = 2\n```"


def text_of(html: str, *, is_mail: bool = False) -> str:
    blocks = Blocks()
    web.write_page(html.encode(), blocks, "utf-8", is_mail=is_mail)
    return blocks.parsed().text


@pytest.mark.parametrize(
    "html",
    [
        "<pre><code>a = 1\n  b = 2\n</code></pre>",
        "<div class='highlight-python notranslate'><div class='highlight'><pre><span></span>a = 1\n"
        "  b = 2\n</pre></div></div>",
        "<pre class='programlisting'>\na = 1\n  b = 2</pre>",
        "<p>Text.</p><pre>a = 1\n  b = 2</pre>",
        # Hexo, with the numbers of the lines beside
        "<figure class='highlight'><table><tr><td class='gutter'><pre><span>1</span><br><span>2"
        "</span><br></pre></td><td class='code'><pre><span>a = 1</span><br><span>  b = 2</span><br>"
        "</pre></td></tr></table></figure>",
        # Sphinx
        "<table class='highlighttable'><tr><td class='linenos'><div class='linenodiv'><pre>1\n2"
        "</pre></div></td><td class='code'><div><pre>a = 1\n  b = 2</pre></div></td></tr></table>",
        # Docusaurus
        "<pre class='prism-code'><code><span class='token-line'>a = 1<br></span><span>  b = 2<br>"
        "</span></code></pre>",
        # WeChat
        "<pre class='code-snippet__js'><code>a = 1</code><code>  b = 2</code></pre>",
        # CSDN
        "<pre class='prettyprint'><code>a = 1\n  b = 2\n</code><ul class='pre-numbering'><li>1</li>"
        "<li>2</li></ul></pre>",
        # Jekyll
        "<pre class='highlight'><code><table class='rouge-table'><tr><td class='rouge-gutter'>"
        "<pre class='lineno'>1\n2\n</pre></td><td class='rouge-code'><pre>a = 1\n  b = 2\n"
        "</pre></td></tr></table></code></pre>",
        # WordPress
        "<table><tr><td class='gutter'><div class='line number1'>1</div><div>2</div></td><td "
        "class='code'><div><div class='line number1'><code>a</code> = 1</div><div><code>&nbsp; "
        "</code>b = 2</div></div></td></tr></table>",
        # GitHub
        "<table><tr><td class='blob-num'></td><td class='blob-code'>a = 1</td></tr><tr><td "
        "class='blob-num'>2</td><td class='blob-code'>  b = 2</td></tr></table>",
    ],
)
def test_code_stands_between_fences_line_by_line(html: str) -> None:
    assert text_of(f"<body>{html}").removeprefix("Text.\n\n") == _LINES


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>By Sandburg:</p><pre>The fog comes\non little feet</pre>",
            "The fog comes\non little feet",
        ),
        ("<p>x</p><pre>Run x --all.\nThen wait.</pre>", "Run x --all.\nThen wait."),
        ("<p>x</p><pre>床前明月光\n疑是地上霜</pre>", "床前明月光\n疑是地上霜"),
        ("<pre>key = value</pre>", "key = value"),  # a text file, as a browser shows it
        ("<p>x</p><pre>```\na\n```</pre>", "```\na\n```"),
    ],
)
def test_other_text_that_keeps_its_lines_is_as_it_is(html: str, text: str) -> None:
    assert text_of(f"<body>{html}").split("\n\n")[-1] == text


def test_what_is_preformatted_in_a_mail_is_what_somebody_wrote() -> None:
    html = "<p>Hello</p><pre>I'd like a/b tests\nLi</pre><pre><code>ls</code></pre>"
    assert text_of(html, is_mail=True) == "Hello\n\nI'd like a/b tests\nLi\n\n```\nls\n```"


def test_a_table_with_a_column_of_codes_is_a_table() -> None:
    row = "<tr><td class='code'>A1</td><td>Pump</td></tr>"
    html = f"<table>{row}{row}"
    assert text_of(html) == "| A1 | Pump |\n| --- | --- |\n| A1 | Pump |"


def test_the_head_of_a_callout_is_no_part_of_its_text() -> None:
    html = (
        "<h1>Deploy</h1><div class='admonition'><p class='admonition-title'>Tip</p><p>Restart it."
        "</p></div><aside><span class='label'>Note</span><span>Use it.</span></aside>"
        "<div class='admonition'><h5><svg></svg>caution</h5><p>Hot.</p></div>"
        "<div>注意</div>不要关机。<p><b>注意</b>事项。</p><p><b>Note</b> that. <b>Tip</b>s.</p>"
        "<table><tr><td class='icon'><div>Note</div></td><td>In a table.</td></tr></table>"
        "<h2>Warning</h2><p><b>Note</b>: wait. A <b>tip</b> here.</p>"
    )
    assert text_of(html) == (
        "# Deploy\n\nTip:\n\nRestart it.\n\nNote: Use it.\n\ncaution:\n\nHot.\n\n注意：\n\n"
        "不要关机。\n\n注意事项。\n\nNote that. Tips.\n\n"
        "Note: In a table.\n\n## Warning\n\nNote: wait. A tip here."
    )


def test_code_of_a_page_on_disk(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Type</p><pre>pip install it\n</pre>")
    assert web.load_html(tmp_path / "a.html").text == "Type\n\n```\npip install it\n```"
