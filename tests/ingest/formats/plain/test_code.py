"""Source code: its text untouched, its definitions as headings."""

from __future__ import annotations

import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.formats.plain.code import SUFFIXES
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ingest.splitting.split import Piece, split
from ragqa.errors import DocumentError
from tests.fakes import HashEmbeddings

SOURCES = {
    "a.py": (
        "@cache\nasync def f(x):\n    return 1\n\nclass A(B):\n    def g(self): ...\n",
        "def f|class A|-def g",
    ),
    "a.js": (
        "export default class A {\n  async load(x) {\n    if (x) {\n    }\n  }\n}\n"
        "export const f = async (a, b) => {\n}\nexport function* g() {\n}\nconst n = (1 + 2)\n",
        "class A|-load()|f|function* g|",
    ),
    "a.ts": (
        "export interface I {\n  a: string\n}\nexport type T = string\n"
        "export abstract class A<T> implements I {\n  private async b(x: T): Promise<void> {\n  }\n"
        "}\n",
        "interface I|type T|class A|-b()",
    ),
    "A.java": (
        "package a;\n\n/** Holds. */\npublic final class A extends B {\n    private int x = 1;\n"
        "    @Override public <T> List<T> all(int n)\n            throws E {\n"
        "        return f(n);\n"
        "    }\n\n    A(int x) {\n    }\n}\n",
        "class A|-all()|-A()",
    ),
    "A.cs": (
        "namespace N\n{\n    [Serializable]\n    public class A : B\n    {\n"
        "        public string Name { get; set; }\n        public void Run(int n)\n        {\n"
        "        }\n    }\n}\n",
        "namespace N|-class A|--Run()",
    ),
    "a.cpp": (
        "#include <x>\n\nnamespace n {\n\ntemplate <class T> class A : public B {\npublic:\n"
        "  A();\n  int size() const { return n; }\n};\n\n}\n\nint n::A::more(int a) {\n}\n",
        "namespace n|class A|-size()|n::A::more()",
    ),
    "a.h": ("#pragma once\nint f(void);\nenum kind { A, B };\n", "enum kind"),
    "a.go": (
        "type Server struct {\n\tn int\n}\n\nfunc (s *Server) Start() error {\n}\n\n"
        "func New() {\n}\n",
        "type Server|func (s *Server) Start|func New",
    ),
    "a.rs": (
        "#[derive(Debug)]\npub struct P<T> {\n    x: T,\n}\n\nimpl<T: Copy> Show for P<T> {\n"
        "    pub async fn show(&self) -> String {\n    }\n}\n",
        "struct P<T>|impl Show for P<T>|-fn show",
    ),
    "a.rb": (
        "module M\n  class A < B\n    def ok?\n    end\n  end\nend\n",
        "module M|-class A|--def ok?",
    ),
    "a.php": (
        "<?php\nabstract class A\n{\n    public static function f(int $a): int\n    {\n    }\n}\n",
        "class A|-function f",
    ),
    "a.sh": (
        "#!/bin/sh\nstart() {\n  echo\n}\nfunction stop {\n  :\n}\nstart\n",
        "start|function stop|",
    ),
    "a.bat": ("@echo off\n:: a remark\ncall :build\n:build\necho x\ngoto :eof\n", "build"),
    "a.ps1": ("<#\n.SYNOPSIS\n#>\nfunction Get-It {\n}\nGet-It\n", "function get-it|"),
    "a.sql": (
        "CREATE TABLE IF NOT EXISTS staff (\n  id int\n);\nINSERT INTO staff VALUES (1);\n"
        "create or replace view v as select 1;\n",
        "create table staff|insert into staff|create or replace view v",
    ),
    "a.R": ("mean2 <- function(x) {\n  x\n}\ny <- 1\n", "mean2|"),
    "a.kt": (
        "data class A(val x: Int)\n\nclass B {\n    suspend fun f() {\n    }\n}\n",
        "class A|class B|-fun f",
    ),
    "a.bas": (
        "Public Sub Go()\n    x = 1\nEnd Sub\nPrivate Function F()\nEnd Function\n",
        "sub Go|function F",
    ),
    "a.ex": (
        "defmodule A.B do\n  def f(x) do\n    x\n  end\nend\n",
        "defmodule A.B|-def f",
    ),
    "a.css": (".a {\n  color: red;\n}\n", ""),
    "a.proto": (
        "message M {\n  int32 a = 1;\n}\nservice S {\n  rpc Get (M) returns (M);\n}\n",
        "message M|service S|-rpc Get",
    ),
}


def read(folder: Path, name: str, source: str | bytes) -> Parsed:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return load(path)


@pytest.mark.parametrize("name", SOURCES)
def test_definitions_are_headings_and_the_source_stays(tmp_path: Path, name: str) -> None:
    source, expected = SOURCES[name]
    parsed = read(tmp_path, name, source)
    assert parsed.text == source
    assert parsed.title == name
    told = "|".join("-" * (h.level - 1) + h.title.lower() for h in parsed.headings)
    assert told.rstrip("-") == expected.lower()


SHOP = "import re\n\n\nclass Shop:\n    def price(self, n):\n" + "".join(
    f"        if n == {n}:\n            return '第{n}个。' # x. y\n" for n in range(9)
)


def cut(parsed: Parsed) -> list[Piece]:
    count = HashEmbeddings().token_offsets
    return split(parsed, max_tokens=60, overlap_tokens=10, token_offsets=count)


def are_whole_lines(pieces: list[Piece], source: str) -> bool:
    lines = source.split("\n")
    return all(line in lines for piece in pieces for line in piece.text.split("\n"))


def test_pieces_keep_lines_and_indentation_and_name_file_and_definition(tmp_path: Path) -> None:
    pieces = cut(read(tmp_path, "shop.py", SHOP))
    assert len(pieces) > 2
    assert are_whole_lines(pieces, SHOP)
    assert pieces[-1].headings == ("class Shop", "def price")


def test_code_in_an_archive_and_with_a_mail_is_cut_as_on_disk(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "The shop"
    mail.set_content("It is attached. What is it for? I do not know. " * 9)
    mail.add_attachment(SHOP, filename="shop.py")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("shop.py", SHOP)
        archive.writestr("a/the.eml", bytes(mail))
        archive.writestr("b.txt", "One sentence. Another one! " * 40)
    pieces = cut(load(tmp_path / "a.zip"))
    on_disk = [piece.headings for piece in pieces if piece.headings[:1] == ("shop.py",)]
    attached = [piece for piece in pieces if "shop.py" in piece.headings[1:]]
    assert len(on_disk) > 2 < len(attached)
    code = [piece for piece in pieces if "shop.py" in piece.headings]
    assert are_whole_lines(code, f"# shop.py\n## shop.py\n{SHOP}")
    prose = [piece.text for piece in pieces if piece.headings == ("b.txt",)]
    assert len(prose) > 2
    assert all(text.endswith((".", "!")) for text in prose)


def test_chinese_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    source = "@echo off\nrem 备份数据库到网络盘，然后删除旧的备份文件\necho 开始备份数据\n"
    assert read(tmp_path, "a.bat", source.encode("gbk")).text == source


def test_what_a_program_has_written_for_programs_is_told(tmp_path: Path) -> None:
    bundle = "/*! licence */\n" + "var a=function(b){return b};" * 2_000
    with pytest.raises(DocumentError, match=r"^a\.js is minified or generated code") as caught:
        read(tmp_path, "a.js", bundle)
    assert "自动生成" in caught.value.zh
    dump = "INSERT INTO staff VALUES " + "(1,'Anna')," * 5_000
    assert read(tmp_path, "a.sql", dump).headings[0].title == "insert into staff"
    assert read(tmp_path, "b.js", "var a = 1;\n" * 2_000 + "x" * 5_000).text


def test_a_film_is_no_typescript(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is not a text file"):
        read(tmp_path, "a.ts", (b"\x47\x40\x11\x10" + bytes(range(184))) * 50)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_lines_that_are_made_to_harm_are_text(tmp_path: Path, suffix: str) -> None:
    lines = (
        "(" * 9_000,
        "public " * 2_000,
        "a, " * 4_000,
        " " * 9_000 + "x",
        "class " * 9,
        "/*",
        "x",
    )
    source = "\n".join((*lines, "y = 1\n" * 12_000))
    assert read(tmp_path, f"a{suffix}", source).text == source


def test_code_within_an_archive_is_under_its_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("src/a.py", "class A:\n    x = 1\n")
        archive.writestr("node_modules/b/b.js", "var b\n")
        archive.writestr("package-lock.json", json.dumps({"b": 1}))
    headings = [heading.title for heading in load(tmp_path / "a.zip").headings]
    assert headings == ["src/a.py", "class A"]
