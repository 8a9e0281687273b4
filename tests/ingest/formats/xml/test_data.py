"""XML of data: values and records."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]

from ingest.formats.blocks import Blocks
from ingest.formats.xml.data import write_data
from ingest.parsed import Parsed


def data(source: str) -> Parsed:
    blocks = Blocks()
    write_data(etree.fromstring(source), blocks)
    return blocks.parsed()


def breadcrumbs(parsed: Parsed) -> list[tuple[int, str, str]]:
    """Level, title and line of each heading."""
    return [(h.level, h.title, parsed.text[h.start :].split("\n")[0]) for h in parsed.headings]


def test_values_stand_behind_names_and_records_under_theirs() -> None:
    parsed = data(
        "<shop><!-- x --><name>S</name><order id='7'><customer><name>Ann</name></customer>"
        "<price currency='EUR'>12.50</price><empty/></order><note>n</note></shop>"
    )
    assert parsed.text == (
        "name: S\n\norder (id: 7):\n\ncustomer: name: Ann\n\nprice (currency: EUR): 12.50\n\n"
        "note: n"
    )
    assert breadcrumbs(parsed) == [
        (1, "order (id: 7)", "order (id: 7):"),
        (2, "customer", "customer: name: Ann"),
        (1, "order (id: 7)", "price (currency: EUR): 12.50"),
        (1, "", "note: n"),
    ]


def test_what_attributes_say_is_told() -> None:
    parsed = data(
        "<r xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='r.xsd'>"
        "<user name='Ann' mail='a@x'/><add key='time' value='30'/><string name='app'>Shop</string>"
        "<title2 xml:lang='zh' xml:space='preserve'>标题</title2></r>"
    )
    assert (
        parsed.text
        == "user Ann (mail: a@x)\nadd time: 30\nstring app: Shop\ntitle2 (lang: zh): 标题"
    )


def test_titles_are_headings_and_pages_within_are_read() -> None:
    parsed = data(
        "<rss><channel><title>News</title><item><title>First</title><link>l</link>"
        "<content><![CDATA[<p>Hello <b>you</b></p><ul><li>a</li></ul>]]></content></item>"
        "<item><title>Second</title><description>if a &lt; b</description></item></channel></rss>"
    )
    assert parsed.text == (
        "# News\n\n## First\n\nlink: l\n\nHello you\n\n- a\n\n## Second\n\ndescription: if a < b"
    )


def test_rows_of_cells_are_a_table() -> None:
    row = "<row><cell>{}</cell><cell>{}</cell></row>"
    parsed = data(f"<r><grid>{row.format('a', 'b')}{row.format(1, 2)}</grid></r>")
    assert parsed.text == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_records_that_are_alike_are_a_table() -> None:
    parsed = data(
        "<staff><firm>F</firm>"
        "<person id='7'><name>王小明</name><pay currency='EUR'>9</pay></person>"
        "<person id='8'><name>Li</name><phone>1</phone><phone>2</phone></person>"
        "<end>x</end></staff>"
    )
    assert parsed.text == (
        "firm: F\n\n| id | name | pay | phone |\n| --- | --- | --- | --- |\n"
        "| 7 | 王小明 | 9 (currency: EUR) |  |\n| 8 | Li |  | 1, 2 |\n\nend: x"
    )
    assert breadcrumbs(parsed) == [(1, "person", "| id | name | pay | phone |"), (1, "", "end: x")]
    field = "<row><field name='id'>{}</field><field name='city'>{}</field></row>"
    parsed = data(f"<r>{field.format(1, 'Köln')}{field.format(2, 'Bonn')}</r>")
    assert parsed.text == "| id | city |\n| --- | --- |\n| 1 | Köln |\n| 2 | Bonn |"


def test_records_that_make_no_good_table_stand_apart() -> None:
    long = f"<a><b>{'words ' * 40}</b></a>"
    assert data(f"<r>{long * 2}</r>").text.count("a:\nb: words") == 2
    deep = "<a><b>1</b><c><d>2</d></c></a>"
    assert data(f"<r>{deep * 2}</r>").text == "\n\n".join(["a: b: 1", "c: d: 2"] * 2)
    wide = "".join(f"<x{n}>1</x{n}>" for n in range(21))
    assert "|" not in data(f"<r><a>{wide}</a><a>{wide}</a></r>").text


def test_what_is_no_text_is_left_out() -> None:
    parsed = data(f"<r><picture>{'iVBORw0KGgo' * 50}</picture><name id='{'x' * 400}'>n</name></r>")
    assert parsed.text == "name: n"


def test_a_root_that_is_all_there_is_says_what_it_says() -> None:
    assert data("<r a='b'>some <i>words</i></r>").text == "r (a: b): some words"
