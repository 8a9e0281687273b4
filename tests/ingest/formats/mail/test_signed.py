"""Mails and documents within their signature."""

from __future__ import annotations

import base64
import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

MAIL = "Content-Type: text/plain; charset=utf-8\r\n\r\nSeen and 批准.\r\n".encode()
BY = "Content-Type: application/{}; {}\nContent-Transfer-Encoding: base64\nSubject: S\n\n"


def certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann")])
    day = datetime.datetime(2026, 1, 1)
    blank = x509.CertificateBuilder(name, name, key.public_key(), 1, day)
    return blank.not_valid_after(day + datetime.timedelta(9)).sign(key, hashes.SHA256())


@cache
def signed(data: bytes, *options: pkcs7.PKCS7Options) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
    builder = builder.add_signer(certificate(key), key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


SIGNED = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702")


def part(tag: int, *content: bytes) -> bytes:
    """Of BER, without a length."""
    return bytes((tag, 0x80)) + b"".join(content) + b"\0\0"


def octets(data: bytes) -> bytes:
    return b"\x04\x82" + len(data).to_bytes(2) + data


def streamed(*pieces: bytes, certificates: bytes = b"") -> bytes:
    """What is signed while it is read, as openssl does with -stream."""
    content = part(0x30, b"\x06\x01\x2a", part(0xA0, part(0x24, *pieces)))
    inner = part(0x30, b"\x02\x01\x01", b"\x31\x00", content, certificates, b"\x31\x00")
    return part(0x30, SIGNED[2:], part(0xA0, inner))


def read(folder: Path, name: str, data: bytes) -> Parsed:
    (folder / name).write_bytes(data)
    return load(folder / name)


@pytest.mark.parametrize("kind", ["pkcs7-mime", "x-pkcs7-mime"])
@pytest.mark.parametrize("called", ["name=smime.p7m", "smime-type=signed-data"])
def test_a_mail_in_its_signature_is_read(tmp_path: Path, kind: str, called: str) -> None:
    data = BY.format(kind, called).encode() + base64.encodebytes(signed(MAIL))
    parsed = read(tmp_path, "a.eml", data)
    assert parsed.text.startswith("# S\n\n")
    assert parsed.text.endswith(".p7m\n\nSeen and 批准.")
    assert parsed.remarks == ()


@pytest.mark.parametrize("written", [bytes, base64.encodebytes])
def test_a_signed_document_is_read_by_its_own_ending(tmp_path: Path, written: object) -> None:
    assert callable(written)
    data = written(signed(b"a,b\n1,2\n"))
    assert read(tmp_path, "table.csv.p7m", data).text == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    pem = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(signed(MAIL)) + b"-----END PKCS7-----\n"
    assert read(tmp_path, "smime.p7m", pem).text == "Seen and 批准."


def test_what_is_attached_to_a_signed_mail_is_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail.set_content("See the file.")
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="t.csv")
    assert "| 1 | 2 |" in read(tmp_path, "a.p7m", signed(bytes(mail))).text


def test_what_is_encrypted_is_told(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(MAIL).add_recipient(certificate(key))
    with pytest.raises(DocumentError, match=r"^a\.p7m is encrypted"):
        read(tmp_path, "a.p7m", builder.encrypt(Encoding.DER, []))


def test_parts_may_say_no_length_and_what_is_signed_be_in_pieces(tmp_path: Path) -> None:
    pieces = [octets(MAIL[:20]), part(0x24, octets(MAIL[20:30]), octets(b"")), octets(MAIL[30:])]
    assert read(tmp_path, "a.p7m", streamed(*pieces)).text == "Seen and 批准."
    unsorted = part(0xA0, b"\x30\x01b", b"\x30\x01a")
    assert read(tmp_path, "b.p7m", streamed(*pieces, certificates=unsorted)).text
    with pytest.raises(DocumentError, match="damaged"):
        read(tmp_path, "c.p7m", streamed(b"\x02\x01\x01"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"no signature", "damaged"),
        (SIGNED + b"\xa0\x80", "damaged"),
        (SIGNED + b"\xa0\x80" + b"\x30\x80" * 100_000, "damaged"),
        (SIGNED + b"\xa0\x80\x30\x80\x02\x01\x01\x30\x00", "damaged"),
        (b"\x30\x84\xff\xff\xff\xff", "damaged"),
        (b"\x30\xff", "damaged"),
        (b"\x1f\x1f\x1f", "damaged"),
        (b"\x30" * 100_000, "damaged"),
        (b"\x30\x80" * 100_000, "damaged"),
    ],
)
def test_what_is_no_signature_is_told(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read(tmp_path, "a.p7m", data)
    assert "签名" in caught.value.zh


def test_a_signature_without_what_is_signed_has_no_text(tmp_path: Path) -> None:
    apart = signed(MAIL, pkcs7.PKCS7Options.DetachedSignature)
    with pytest.raises(DocumentError, match=r"a\.txt contains no text"):
        read(tmp_path, "a.txt.p7m", apart)


def test_signatures_in_signatures_end(tmp_path: Path) -> None:
    data = MAIL
    for _ in range(6):
        data = signed(data)
    with pytest.raises(DocumentError, match="within more than 3 others"):
        read(tmp_path, "a.p7m.p7m.p7m.p7m.p7m.p7m", data)
