"""Configuration files, read as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ingest.parsed import Parsed


def read(folder: Path, name: str, source: str | bytes) -> Parsed:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return load(path)


def titles(parsed: Parsed) -> list[tuple[int, str, str]]:
    """Level, title and first line of each heading."""
    return [(h.level, h.title, parsed.text[h.start :].split("\n")[0]) for h in parsed.headings]


@pytest.mark.parametrize("name", ["a.ini", "a.cfg", "a.conf", "a.toml"])
def test_sections_are_headings(tmp_path: Path, name: str) -> None:
    source = "top = 1\n\n# of the server\n[server]  ; x\nport = 80\nlist = [\n[1],\n]\n"
    source += "\n[[a.b]]\nc = 2\n"
    parsed = read(tmp_path, name, source)
    assert parsed.text == source
    assert parsed.title == name
    assert titles(parsed)[0] == (1, "server", "# of the server")
    assert titles(parsed)[-1] == (1, "a.b", "[[a.b]]")


def test_the_outer_keys_of_yaml_are_headings(tmp_path: Path) -> None:
    source = (
        "version: 3  # all\nservices:\n  web:\n    image: nginx\n    env:\n      A: b\n"
        "  db:\n  - a: 1\n    b: 2\n  - a: 3\n"
        "notes: |\n  fake:\n    text\nlast: x\n---\n端口:\n  x: 1\n"
    )
    parsed = read(tmp_path, "a.yml", source)
    assert parsed.text == source
    assert titles(parsed) == [
        (1, "services", "services:"),
        (2, "web", "  web:"),
        (2, "db", "  db:"),
        (1, "notes", "notes: |"),
        (1, "", "last: x"),
        (1, "端口", "端口:"),
    ]


def test_what_would_build_objects_or_grow_is_only_text(tmp_path: Path) -> None:
    source = "a: &a [x, x]\nb: &b [*a, *a]\nc: !!python/object/apply:os.system ['echo']\n"
    assert read(tmp_path, "a.yaml", source).text == source


def test_escapes_of_properties_are_characters(tmp_path: Path) -> None:
    source = (
        b"# \\u6807\\u9898\ntitle=\\u6b22\\u8fce\nraw=C:\\\\users\\nend=\\u000a \\uD83D\\uDE00\n"
    )
    parsed = read(tmp_path, "a.properties", source)
    assert parsed.text == "# 标题\ntitle=欢迎\nraw=C:\\\\users\\nend=\\u000a \\uD83D\\uDE00\n"


def test_old_encodings_are_read(tmp_path: Path) -> None:
    source = "[服务器]\n地址 = 北京市海淀区中关村大街\n说明 = 只在内部网络使用的服务器地址\n"
    assert read(tmp_path, "a.ini", source.encode("gb18030")).headings[0].title == "服务器"
