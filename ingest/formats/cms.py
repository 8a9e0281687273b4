"""What is signed, out of the structure that it is signed in (CMS, RFC 5652), by cryptography.

Loaded when there is such a file, as the library's own part for this is large.
"""

from __future__ import annotations

from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier


@asn1.sequence
class _Content:
    kind: ObjectIdentifier
    data: Annotated[bytes | None, asn1.Explicit(0)]


@asn1.sequence
class _Signed:
    version: int
    digests: asn1.SetOf[asn1.TLV]
    content: _Content
    certificates: Annotated[asn1.SetOf[asn1.TLV] | None, asn1.Implicit(0)]
    revoked: Annotated[asn1.SetOf[asn1.TLV] | None, asn1.Implicit(1)]
    signers: asn1.SetOf[asn1.TLV]


@asn1.sequence
class _Whole:
    kind: ObjectIdentifier
    signed: Annotated[_Signed, asn1.Explicit(0)]


def signed_content(data: bytes) -> bytes | None:
    """What is signed; None where that is elsewhere, beside the signature. Nobody's key is checked.

    Raises:
        ValueError: It is not this structure in DER: it is encrypted, say, or in BER.
    """
    return asn1.decode_der(_Whole, data).signed.content.data
