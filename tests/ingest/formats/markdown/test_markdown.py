from __future__ import annotations

from pathlib import Path

from ingest.formats.markdown import markdown
from ingest.parsed import Heading

MARKDOWN = """# One **b** `c` #
body
Two
===
```sh
# no heading
```
~~~~
~~~
# none here either
~~~~
- point
---
| a |
---
Three [link](http://x)
----
#no
####### no
##
###### Six
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_bytes(content.encode())
    return path


def test_markdown_headings_of_both_forms_are_found_outside_of_code(tmp_path: Path) -> None:
    parsed = markdown.load_markdown(write(tmp_path, "a.md", MARKDOWN))
    assert parsed.text == MARKDOWN
    assert [(h.level, h.title) for h in parsed.headings] == [
        (1, "One b c"),
        (1, "Two"),
        (2, "Three link"),
        (6, "Six"),
    ]
    for heading in parsed.headings:
        assert heading.title[:3] in parsed.text[heading.start :].split("\n")[0]


def test_front_matter_gives_the_title_and_lines_above_the_text(tmp_path: Path) -> None:
    source = "---\r\ntitle: '指南'\r\ntags: [a]\r\n---\r\n\r\n# 一\r\n正文"
    parsed = markdown.load_markdown(write(tmp_path, "a.md", source))
    assert (parsed.title, parsed.text) == ("指南", "tags: a\n\n# 一\n正文")
    assert parsed.headings == (Heading(9, 1, "一"),)


def test_front_matter_has_no_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\n# written by hand\ntitle: Rent: May\n---\n\n# First\n", "utf-8")
    parsed = markdown.load_markdown(path)
    assert parsed.text == "# written by hand\ntitle: Rent: May\n\n# First\n"
    assert [(h.title, h.start) for h in parsed.headings] == [("First", 36)]


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    source = "---\n\nno end of it"
    assert markdown.load_markdown(write(tmp_path, "a.md", source)).text == source


def test_soft_hyphens_and_spaces_of_no_width_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", "# Ware\xadhouse\n\nThe ze\u200bbra.\n\n## Next\n")
    parsed = markdown.load_markdown(path)
    assert parsed.text == "# Warehouse\n\nThe zebra.\n\n## Next\n"
    assert [parsed.text[h.start :][:3] for h in parsed.headings] == ["# W", "## "]
