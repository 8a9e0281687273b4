"""OFD: invoices and documents are read as they are printed, page by page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.formats.ofd import ofd as ofd_module
from ingest.loading.loaders import load
from ingest.parsed import Heading, PageStart, Parsed
from ragqa.errors import DocumentError
from tests.ingest.formats.test_images import picture
from tests.ingest.ofds import NS, ofd, page, text

TEMPLATE = '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>'


def read(folder: Path, data: bytes) -> Parsed:
    (folder / "a.ofd").write_bytes(data)
    return load(folder / "a.ofd")


def refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(folder, data)
    return caught.value.en


def invoice() -> bytes:
    """Labels in the template, values on the page."""
    labels = page(
        text("电子发票（普通发票）", 70, 15),
        text("购买方", 12, 36, code='DeltaY="g 2 4.5"'),
        text("名称：", 20, 36),
        text("纳税人识别号：", 20, 44),
        text("价税合计（大写）", 20, 90),
        text("（小写）", 120, 90),
    )
    values = page(
        text("¥312.00", 140, 90),
        text("叁佰壹拾贰圆整", 60, 90),
        text("91310000MA1FL00000", 50, 44),
        text("东方暖通有限公司", 34, 36),
        template="2",
    )
    return ofd([values], {"Doc_0/Tpls/Tpl_0/Content.xml": labels}, common=TEMPLATE, title="发票")


def test_an_invoice_reads_as_it_is_printed(tmp_path: Path) -> None:
    parsed = read(tmp_path, invoice())
    assert parsed.text.split("\n") == [
        "电子发票（普通发票）",
        "名称： 东方暖通有限公司",
        "购买方",
        "纳税人识别号： 91310000MA1FL00000",
        "价税合计（大写） 叁佰壹拾贰圆整  （小写） ¥312.00",
    ]
    assert parsed.title == "发票"
    assert parsed.pages == (PageStart(0, 1),)


def test_pages_are_numbered_and_what_stands_on_each_is_dropped(tmp_path: Path) -> None:
    head = page(text("某某市人民政府文件", 60, 15))
    pages = [
        page(text(f"这是第{word}页的正文内容。", 20, 60), text(f"- {n} -", 100, 280), template="2")
        for n, word in enumerate("一二三四", 1)
    ]
    parsed = read(tmp_path, ofd(pages, {"Doc_0/Tpls/Tpl_0/Content.xml": head}, common=TEMPLATE))
    assert [start.number for start in parsed.pages] == [1, 2, 3, 4]
    assert parsed.text[parsed.pages[2].start :].startswith("这是第三页的正文内容。")
    assert "人民政府" not in parsed.text
    assert "- 3 -" not in parsed.text


def test_a_damaged_or_missing_page_is_one_without_text(tmp_path: Path) -> None:
    parsed = read(tmp_path, ofd([page(text("第一页", 20, 20)), "<broken", page()]))
    assert parsed.text.strip() == "第一页"
    assert parsed.pages_without_text == (2, 3)


def test_the_outline_gives_the_headings(tmp_path: Path) -> None:
    def entry(title: str, number: int, inside: str = "") -> str:
        return (
            f'<ofd:OutlineElem Title="{title}"><ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto>'
            f'<ofd:Dest Type="XYZ" PageID="{number}"/></ofd:Goto></ofd:Action></ofd:Actions>'
            f"{inside}</ofd:OutlineElem>"
        )

    outline = entry("总则", 100, entry("目的", 101)) + entry("无页", 7)
    pages = [page(text("第一章 总则", 20, 20)), page(text("无关", 20, 20), text("目的", 20, 40))]
    parsed = read(tmp_path, ofd(pages, document=f"<ofd:Outlines>{outline}</ofd:Outlines>"))
    assert parsed.headings == (
        Heading(0, 1, "总则"),
        Heading(parsed.text.index("目的"), 2, "目的"),
    )


def annotated(*notes: str, place: str = "Page_0/Annotation.xml") -> bytes:
    return ofd(
        [page(text("正文", 20, 20)), page(text("第二页", 20, 20))],
        {
            "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {NS}><ofd:Page PageID="100">'
            f"<ofd:FileLoc>{place}</ofd:FileLoc></ofd:Page></ofd:Annotations>",
            "Doc_0/Annots/Page_0/Annotation.xml": f"<ofd:PageAnnot {NS}>{''.join(notes)}"
            "</ofd:PageAnnot>",
        },
        document="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
    )


@pytest.mark.parametrize(
    "place",
    [
        "Page_0/Annotation.xml",
        "/Doc_0/Annots/Page_0/Annotation.xml",
        "Annots/Page_0/Annotation.xml",
        "../Annots/./PAGE_0/annotation.xml",
    ],
)
def test_what_was_remarked_on_a_page_is_told_as_a_comment(tmp_path: Path, place: str) -> None:
    shown = f'<ofd:Appearance Boundary="0 0 90 9">{text("请盖章", 5, 5)}</ofd:Appearance>'
    parsed = read(
        tmp_path,
        annotated(
            '<ofd:Annot Type="Highlight" Creator="李雷">'
            "<ofd:Remark>核对金额</ofd:Remark></ofd:Annot>",
            f'<ofd:Annot Type="Path" Creator="">{shown}</ofd:Annot>',
            f'<ofd:Annot Type="Watermark">{shown}</ofd:Annot>',
            f'<ofd:Annot Type="Stamp">{shown}</ofd:Annot>',
            f'<ofd:Annot Type="Path" Visible="false">{shown}</ofd:Annot>',
            place=place,
        ),
    )
    assert parsed.text == (
        "正文\n\nComment (批注), 李雷: 核对金额\nComment (批注): 请盖章\n\n第二页"
    )


def test_annotations_that_are_damaged_or_missing_cost_themselves_alone(tmp_path: Path) -> None:
    assert read(tmp_path, annotated("<broken")).text == "正文\n\n第二页"
    assert read(tmp_path, annotated(place="none.xml")).text == "正文\n\n第二页"
    lost = ofd([page(text("正文", 9, 9))], document="<ofd:Annotations>x</ofd:Annotations>")
    assert read(tmp_path, lost).text == "正文"


def test_attachments_for_people_are_listed(tmp_path: Path) -> None:
    listing = (
        f'<ofd:Attachments {NS}><ofd:Attachment ID="1" Name="清单" Format="xlsx">'
        '<ofd:FileLoc>a.xlsx</ofd:FileLoc></ofd:Attachment><ofd:Attachment ID="2" '
        'Name="original_invoice" Format="xml" Visible="false"/></ofd:Attachments>'
    )
    data = ofd(
        [page(text("正文", 20, 20))],
        {"Doc_0/Attachs/Attachments.xml": listing},
        document="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
    )
    assert read(tmp_path, data).text == "正文\n\nAttachments (附件):\n- 清单.xlsx"


def scanned(resources: str = "DocumentRes.xml") -> bytes:
    out = io.BytesIO()
    picture("Invoice 4711").save(out, "PNG")
    return ofd(
        [page(text("正文", 20, 20)), page('<ofd:ImageObject ResourceID="14"/>')],
        {
            "Doc_0/DocumentRes.xml": f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>'
            '<ofd:MultiMedia ID="14" Type="Image"><ofd:MediaFile>image_14.png</ofd:MediaFile>'
            "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
            "Doc_0/Res/image_14.png": out.getvalue(),
        },
        common=f"<ofd:DocumentRes>{resources}</ofd:DocumentRes>",
    )


def test_a_scanned_page_is_read_by_text_recognition(tmp_path: Path) -> None:
    parsed = read(tmp_path, scanned())
    assert "Invoice4711" in parsed.text.replace(" ", "")
    assert (parsed.pages_by_ocr, parsed.pages_without_text) == ((2,), ())
    parsed = load(tmp_path / "a.ofd", ocr=False)
    assert (parsed.pages_by_ocr, parsed.pages_without_text) == ((), (2,))
    assert read(tmp_path, scanned("none.xml")).pages_without_text == (2,)


def test_text_in_a_composite_unit_is_read(tmp_path: Path) -> None:
    unit = (
        f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7">'
        f"<ofd:Content>{text('单元中的文字', 10, 10)}</ofd:Content></ofd:CompositeGraphicUnit>"
        "</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    used = '<ofd:CompositeObject Boundary="20 20 50 50" ResourceID="7"/>'
    data = ofd([page(used, resources="PageRes.xml")], {"Doc_0/Pages/Page_0/PageRes.xml": unit})
    assert read(tmp_path, data).text == "单元中的文字"


def test_all_documents_of_a_file_are_read_whatever_their_namespace(tmp_path: Path) -> None:
    body = "<ofd:DocBody><ofd:DocRoot>Doc_{}/Document.xml</ofd:DocRoot></ofd:DocBody>"
    more = {
        "OFD.xml": f"<ofd:OFD {NS}>{body.format(0)}{body.format(1)}</ofd:OFD>",
        "Doc_1/Document.xml": '<Document><Pages><Page ID="1" BaseLoc="P.xml"/></Pages></Document>',
        "Doc_1/P.xml": page(text("乙", 9, 9)).replace("spec.org/2016", "spec.org"),
    }
    parsed = read(tmp_path, ofd([page(text("甲", 9, 9))], more))
    assert (parsed.text, [start.number for start in parsed.pages]) == ("甲\n\n乙", [1, 2])


def test_what_is_no_ofd_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "words")
    assert "a.ofd is damaged" in refusal(tmp_path, out.getvalue())
    assert "a.ofd is damaged" in refusal(tmp_path, b"words")
    assert "a.ofd is damaged" in refusal(tmp_path, ofd([]))
    assert "no readable text on any page" in refusal(tmp_path, ofd([page()]))
    assert "is encrypted" in refusal(tmp_path, ofd([page()], {"Encryptions.xml": "<x/>"}))
    assert "names that lead out" in refusal(tmp_path, ofd([page()], {"../x": "x"}))


def test_the_number_of_pages_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_module, "MAX_PAGES", 2)
    assert "more than 2 pages" in refusal(tmp_path, ofd([page(text("甲", 9, 9))] * 3))


def test_the_text_of_all_pages_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_module, "MAX_CHARACTERS", 100)
    assert "million characters" in refusal(tmp_path, ofd([page(text("字" * 60, 9, 9))] * 2))
