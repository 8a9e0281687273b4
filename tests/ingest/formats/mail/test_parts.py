"""Mails of several parts, as programs build them: what is text, and what is attached."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.parsed import Parsed
from tests.ingest.formats.mail.test_mail import read

PLAIN, PAGE = "text/plain", "text/html"
ALL = ("First words.", "Second words.", "Third words.")


def part(kind: str, body: str, disposition: str = "") -> str:
    head = f"Content-Type: {kind}\n"
    return f"{head}{disposition and f'Content-Disposition: {disposition}'}\n\n{body}\n"


def parts(kind: str, *inner: str) -> str:
    mark = f"={kind}="
    joined = "".join(f"--{mark}\n{one}" for one in inner)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{joined}--{mark}--\n'


def mail(folder: Path, body: str) -> Parsed:
    return read(folder, f"Subject: S\nMIME-Version: 1.0\n{body}".encode())


def said(parsed: Parsed) -> list[str]:
    assert parsed.remarks == ()
    return parsed.text.split("\n\n")[1:]


def test_every_text_of_a_mail_is_its_body(tmp_path: Path) -> None:
    first, second, third = ALL
    table = part("text/csv; name=t.csv", "a,b\n1,2", "attachment; filename=t.csv")
    body = parts("mixed", part(PLAIN, first), table, part(PAGE, f"<p>{second}"), part(PLAIN, third))
    assert said(mail(tmp_path, body)) == [
        "Attachments: t.csv",
        *ALL,
        "## t.csv",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ]


@pytest.mark.parametrize("kind", ["alternative", "mixed"])
def test_a_text_and_its_page_are_one_body(tmp_path: Path, kind: str) -> None:
    text = "The same words in both of them. " * 20
    page = "<p>" + text.replace("same", "<b>same</b>")
    assert said(mail(tmp_path, parts(kind, part(PLAIN, text), part(PAGE, page)))) == [text.strip()]


def test_what_is_attached_within_a_signed_or_forwarded_mail_is_read(tmp_path: Path) -> None:
    first, second, _ = ALL
    table = part("text/csv", "a,b\n1,2", "attachment; filename=t.csv")
    signature = part("application/pkcs7-signature; name=smime.p7s", "AAAA", "attachment")
    inner = parts("mixed", parts("alternative", part(PLAIN, first)), table)
    for outer in (parts("signed", inner, signature), parts("report", inner)):
        assert said(mail(tmp_path, outer))[:3] == ["Attachments: t.csv", first, "## t.csv"]
    page = parts("mixed", part(PAGE, f"<p>{first}"), table, part(PAGE, f"<p>{second}"))
    apple = parts("alternative", part(PLAIN, "See below"), page)
    assert said(mail(tmp_path, apple))[:4] == ["Attachments: t.csv", first, second, "## t.csv"]


def test_a_report_of_what_was_not_delivered_is_read(tmp_path: Path) -> None:
    told = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; b@c"
    status = part("message/delivery-status", told)
    body = parts("report", part(PLAIN, ALL[0]), status, part("text/rfc822-headers", "To: b@c"))
    text = mail(tmp_path, body).text
    assert told in text
    assert "To: b@c" in text


@pytest.mark.parametrize("name", ["forwarded message", "Re: version 2.0", "a.EML"])
def test_a_mail_within_a_mail_is_read_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    kind = f'message/rfc822; name="{name}"'
    inner = part(kind, "Subject: Rent\n\nIt is 12 euros.", "attachment")
    text = mail(tmp_path, parts("mixed", part(PLAIN, "See below."), inner)).text
    assert "It is 12 euros." in text


@pytest.mark.parametrize(
    ("kind", "disposition", "name"),
    [
        ("text/csv", "attachment", "text.csv"),
        ("text/x-odd", "attachment", "text.txt"),
        ("text/csv", "attachment; filename=Prices", "Prices.csv"),
        ("text/csv", "attachment; filename=t.TXT", "t.TXT"),
        ("text/plain", "inline; filename=t.md", "t.md"),
    ],
)
def test_what_lacks_a_name_or_its_ending_is_read_by_its_kind(
    tmp_path: Path, kind: str, disposition: str, name: str
) -> None:
    body = parts("mixed", part(PLAIN, ALL[0]), part(kind, "a,b", disposition))
    parsed = mail(tmp_path, body)
    assert said(parsed)[:3] == [f"Attachments: {name}", ALL[0], f"## {name}"]
    assert "b" in parsed.text.rpartition(name)[2]


def test_other_forms_of_the_same_text_are_left_out(tmp_path: Path) -> None:
    other = part("text/x-amp-html", "<p>Words of a live mail.")
    body = parts("alternative", part(PLAIN, ALL[0]), other, part(PAGE, f"<p>{ALL[0]}"))
    assert said(mail(tmp_path, body)) == [ALL[0]]
