"""Web archives: their page is read."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ragqa.errors import DocumentError
from tests.ingest.formats.mail.test_mail import read


def test_the_page_of_a_web_archive_is_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "saved"
    mail.set_content("<title>T</title><h1>章</h1>正文", subtype="html", charset="gb18030")
    mail.add_related(b"GIF89a", "image", "gif", cid="<x>")
    parsed = read(tmp_path, mail, "a.mhtml")
    assert (parsed.text, parsed.title) == ("# 章\n\n正文", "T")
    with pytest.raises(DocumentError, match="holds no page"):
        read(tmp_path, b"Subject: x\n\ny", "b.mht")
