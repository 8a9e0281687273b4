from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.encodings import decode, decode_as
from ingest.loading.loaders import load
from ragqa.errors import DocumentError
from tests.ingest.devset import DEVSET, DOCS, ENCODINGS

GUIDE = "debmake-doc.zh-cn"


def guide() -> str:
    return (DOCS / f"{GUIDE}.txt").read_text("utf-8")[:60_000]


def drcd() -> str:
    """The first 80 paragraphs that Big5 can write, as the Big5 file of the devset has them."""
    found = []
    articles = json.loads((DEVSET / "qa" / "DRCD_dev.first100.json").read_text("utf-8"))["data"]
    for article in articles:
        for paragraph in article["paragraphs"]:
            try:
                paragraph["context"].encode("big5")
            except UnicodeEncodeError:
                continue
            found.append(paragraph["context"])
    return "\n\n".join(found[:80])


def test_every_file_of_the_devset_has_a_twin_here() -> None:
    kinds = {path.name.split(".")[-2] for path in ENCODINGS.iterdir()}
    assert kinds == {"gb18030", "utf-16", "utf-16-le", "utf-8-sig", "big5"}


@pytest.mark.parametrize("kind", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_a_chinese_file_decodes_to_its_utf8_twin(kind: str) -> None:
    assert decode((ENCODINGS / f"{GUIDE}.{kind}.txt").read_bytes()) == guide()


def test_a_big5_file_decodes_to_its_utf8_twin() -> None:
    assert decode((ENCODINGS / "drcd-paragraphs.big5.txt").read_bytes()) == drcd()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("软件包的维护者", "gb18030"),
        ("这是一个测试。", "gbk"),
        ("這是一個測試。", "big5"),
        ("貢獻不少", "cp950"),
        ("Die schöne Frau lächelte für 15,50 €.", "cp1252"),
        ("L’été était très chaud « parfait »", "cp1252"),
        ("El niño comió ñoquis", "latin-1"),
        ("plain words", "utf-16-le"),
        ("plain words", "utf-16-be"),
        ("plain words", "utf-32-be"),
        ("一 short line of 软件包", "utf-16-le"),
        ("Chinesisch 中文 und mehr", "utf-16-be"),
        ("ソフトウェアの使い方 v2", "utf-16-le"),
        ("안녕하세요 v2", "utf-16-be"),
        ("€ 中文 é", "utf-8"),
    ],
)
def test_short_texts_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


OTHERS = {
    "japanese": "このパッケージは、新しい版を試す人のために作られました。"
    "設定ファイルを編集してから、サービスを再起動してください。詳しくは第三章をご覧ください。",
    "korean": "이 꾸러미는 새로운 판을 시험하려는 사람들을 위해 만들었습니다. "
    "설정 파일을 고친 다음에 서비스를 다시 시작하십시오. 자세한 내용은 설명서의 제3장을 보십시오.",
    "russian": "Этот пакет предназначен для тех, кто хочет попробовать новую версию. Измените файл "
    "настроек и перезапустите службу. Подробности в третьей главе руководства.",
    "ukrainian": "Цей пакунок призначено для тих, хто хоче спробувати нову версію. Змініть файл "
    "налаштувань і перезапустіть службу її власником.",
    "polish": "Ten pakiet jest przeznaczony dla osób, które chcą wypróbować nową wersję. Należy "
    "zmienić plik konfiguracji i ponownie uruchomić usługę, używając dźwigni.",
    "czech": "Tento balíček je určen těm, kteří chtějí vyzkoušet novou verzi. Upravte soubor s "
    "nastavením a službu znovu spusťte. Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "turkish": "Bu paket, yeni sürümü denemek isteyenler için hazırlanmıştır. Ayar dosyasını "
    "değiştirip hizmeti yeniden başlatınız; ayrıntılar üçüncü bölümdedir.",
    "german": "Das Paket ist für alle gedacht, die die neue Version prüfen möchten: „Größe“ zählt.",
    "french": "Ce paquet s’adresse à ceux qui veulent essayer la nouvelle version ; où est-elle ? "
    "L’été dernier, le maître d’œuvre a reçu à Noël le français des îles.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("japanese", "cp932"), ("japanese", "euc_jp"), ("japanese", "iso2022_jp")),
        *(("korean", "euc_kr"), ("russian", "koi8-r"), ("russian", "cp1251")),
        *(("ukrainian", "koi8-u"), ("ukrainian", "cp1251"), ("polish", "cp1250")),
        *(("czech", "cp1250"), ("turkish", "cp1254"), ("german", "cp1252"), ("french", "cp1252")),
    ],
)
def test_texts_of_other_languages_are_recognised(language: str, encoding: str) -> None:
    assert decode(OTHERS[language].encode(encoding)) == OTHERS[language]


HUNGARIAN = (
    "A bérlő a lakást jó állapotban adja vissza.",
    "Az első évben nincs díj, a felmondási idő két hónap.",
    "A gépet csak szakértő nyithatja fel, előtte áramtalanítani kell.",
    "Szőlő, tőke és bőr; a vevő köszön.",
    "Erdő, mező, szőlő, körtefa.",
    "NÉVADÓ ÜNNEPÉLY AZ ERDŐBEN, A NAGY TETŐ ALATT; KÉRJÜK, JÖJJÖN IDŐBEN.",
)


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2"])
@pytest.mark.parametrize("text", HUNGARIAN)
def test_hungarian_is_not_read_as_a_western_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    [
        "As ações e os limões são bons.",
        "Os corações põem fé em Camões, e até compõem à mesa, só.",
        "O júri é só de barões.",
        "Kõik sõnad on õiged, võõras mõte ka.",
        "Õpetaja ütles, et töö võib oodata; jõgi on külm.",
        "El río de Võru está aquí, en Estonia, según él.",
        "Il a été sûr du goût en août, il a dû brûler la bûche.",
        "Éléonore a mûri : une flûte à côté, où est-ce ?",
    ],
)
def test_a_western_text_is_not_read_as_hungarian(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize(
    "text",
    [
        '编号,名称,金额\n1,水泵,"1,200.50"\n2,阀门,300\n',
        "产品,单价,数量\n螺丝,1.5,100\n垫片,0.8,200\n",
        "姓名,电话\n王五,13800138000\n",
    ],
)
def test_short_chinese_tables_are_recognised(text: str, encoding: str) -> None:
    if encoding == "big5":
        text = text.translate(
            str.maketrans("编号称额阀门产单价数丝垫电话", "編號稱額閥門產單價數絲墊電話")
        )
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("価格,数量,商品名\n本体,部品,東京都\n", "euc_jp"),
        ("製品番号,単価\n電源,千円\n", "cp932"),
        ("氏名,住所\n山田太郎,東京都\n", "euc_jp"),
        ("제품,수량,가격\n밸브,펌프\n", "cp949"),
    ],
)
def test_short_tables_of_its_neighbours_are_not_taken_for_chinese(text: str, encoding: str) -> None:
    with suppress(DocumentError):
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(OTHERS["russian"], "cp866"), ("Γεια σου κόσμε, πώς είσαι σήμερα;", "cp1253")],
)
def test_what_is_in_no_known_encoding_is_refused_not_guessed(text: str, encoding: str) -> None:
    with pytest.raises(DocumentError, match="could be recognised without doubt"):
        decode(text.encode(encoding))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_utf8_text_is_never_changed(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


def decoded(data: bytes) -> str:
    try:
        return decode(data)
    except DocumentError:
        return ""


@given(st.binary(max_size=400))
def test_no_bytes_do_worse_than_an_error_and_none_are_replaced(data: bytes) -> None:
    written = any(
        "\ufffd".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    )
    assert written or "\ufffd" not in decoded(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 ...", "is not a text file but PDF"),
        (b"PK\x03\x04....", "is not a text file but ZIP"),
        (bytes(range(256)) * 8, "is not a text file: it holds binary data"),
        (b"\0\1\2\3" * 100, "is not a text file: it holds binary data"),
        (b"\x01\x02\x03\x04 and so on", "is not a text file: it holds binary data"),
        ("中文和英文".encode() * 9 + b"\xff\n", "is UTF-8 text, but is damaged at byte 135"),
        ("schöne Bücher ".encode() * 9 + b"\xc3\n", "is UTF-8 text, but is damaged at byte"),
        (b"\xff\xfea\0b", "is UTF-16 text, but is damaged at byte 4"),
        (b"\xf7\xfa\xf7\xfb\xf7\xfc", "is in no encoding that could be recognised"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert caught.value.en.startswith(reason)
    assert caught.value.zh != caught.value.en


def test_a_declared_encoding_is_believed_when_it_fits() -> None:
    assert decode_as("鋼鐵".encode("cp932"), "Shift_JIS") == "鋼鐵"
    assert decode_as("Привет".encode("windows-1251"), "windows-1251") == "Привет"
    assert decode_as("这是中文".encode("gbk"), "gb2312") == "这是中文"
    assert decode_as("联通".encode("gbk"), "gb2312") == "联通"  # also valid UTF-8
    assert decode_as("Γεια".encode("cp1253"), "no-such", "Windows-1253") == "Γεια"


@pytest.mark.parametrize("declared", ["gb2312", "latin1", "big5", "koi8-r"])
def test_what_is_clearly_utf8_is_not_read_as_what_it_says(declared: str) -> None:
    assert decode_as("网页另存为 UTF-8".encode(), declared) == "网页另存为 UTF-8"


@pytest.mark.parametrize(
    "line",
    [
        "# -*- coding: cp866 -*-",
        "%!TEX encoding = IBM866",
        "<?xml version='1.0' encoding='cp866'?>",
        "#!/bin/sh\n# vim: set fileencoding=cp866 :",
    ],
)
def test_a_text_file_is_read_in_the_encoding_that_its_first_lines_name(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "a.txt").write_bytes(f"{line}\n{OTHERS['russian']}".encode("cp866"))
    assert load(tmp_path / "a.txt").text == f"{line}\n{OTHERS['russian']}"


@pytest.mark.parametrize("declared", ["utf-8", "zlib", "rot13", "no-such", "../x", ""])
def test_a_declared_encoding_that_cannot_be_is_not_believed(declared: str) -> None:
    assert decode_as("这是一个测试".encode("gb18030"), declared) == "这是一个测试"


def test_a_byte_order_mark_overrules_what_is_declared() -> None:
    assert decode_as("中".encode("utf-16"), "big5") == "中"


CODES = ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-le", "gb18030", "big5", "cp950"]
TWINS = {
    "a.txt": "軟體的使用說明\n\n第一章 概要。",
    "a.md": "---\ntitle: 說明\n---\n# 第一章\n\n軟體的使用說明。",
    "a.csv": "姓名,部門\n王小明,研發部\n李大同,市場部\n",
    "a.json": '{"部門": "研發部", "說明": "軟體的使用"}',
    "a.html": "<h1>第一章</h1><p>軟體的使用說明。</p>",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n軟體的使用說明。\n",
    "a.ipynb": '{"cells": [{"cell_type": "markdown", "source": "# 第一章\\n軟體的使用說明"}]}',
}


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize("encoding", CODES)
def test_every_text_format_in_any_encoding_reads_as_its_utf8_twin(
    tmp_path: Path, name: str, encoding: str
) -> None:
    (tmp_path / name).write_bytes(TWINS[name].encode())
    twin = load(tmp_path / name)
    assert "第一章" in twin.text or "研" in twin.text or "說明" in twin.text
    (tmp_path / name).write_bytes(TWINS[name].encode(encoding))
    assert load(tmp_path / name) == twin


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.html"])
def test_western_text_formats_read_as_their_utf8_twins(tmp_path: Path, name: str) -> None:
    text = "Größe,Straße\nschön,dreißig Äpfel für 15 €\n"
    (tmp_path / name).write_bytes(text.encode())
    twin = load(tmp_path / name)
    (tmp_path / name).write_bytes(text.encode("cp1252"))
    assert load(tmp_path / name) == twin
