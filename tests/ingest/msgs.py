"""Outlook mails made by hand: a compound file (MS-CFB) with the properties of a mail (MS-OXMSG)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_TEXT, _TEXT_8_BIT, _BINARY, _NUMBER = 0x001F, 0x001E, 0x0102, 0x0003


@dataclass
class _Node:
    name: str
    data: bytes | None = None  # None for a storage
    children: list[_Node] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END


def outlook_mail(subject: str, sender: str, body: str, attached: dict[str, bytes]) -> bytes:
    """A mail with unicode properties and attachments by value."""
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x1000: body, 0x0042: sender}
    head = struct.pack("<8xIIII8x", 0, len(attached), 0, len(attached))
    root = _Node("Root Entry", children=_properties(head, texts, {}, {}))
    for number, (name, data) in enumerate(attached.items()):
        parts = _properties(bytes(8), {0x3707: name}, {0x3701: data}, {0x3705: 1})
        root.children.append(_Node(f"__attach_version1.0_#{number:08X}", children=parts))
    return _compound(root)


def mail_with_a_mail(
    subject: str, inner: dict[int, str], *, numbers: dict[int, int], encoding: str, file: bytes
) -> bytes:
    """A mail to which one of those texts is attached, and to that one a file, table.csv."""
    parts = _properties(bytes(8), {0x3707: "table.csv"}, {0x3701: file}, {0x3705: 1}, encoding)
    head = struct.pack("<8xIIII", 0, 1, 0, 1)
    texts = {0x001A: "IPM.Note", **inner}
    within = _Node("__substg1.0_3701000D", children=_properties(head, texts, {}, numbers, encoding))
    within.children.append(_Node("__attach_version1.0_#00000000", children=parts))
    attached = _Node(
        "__attach_version1.0_#00000000", children=_properties(bytes(8), {}, {}, {0x3705: 5})
    )
    attached.children.append(within)
    outer = {0x001A: "IPM.Note", 0x0037: subject, 0x1000: "See below."}
    root = _Node(
        "Root Entry", children=_properties(struct.pack("<8xIIII8x", 0, 1, 0, 1), outer, {}, {})
    )
    root.children.append(attached)
    return _compound(root)


def mail_within_a_firm(
    sender: dict[int, str], receivers: list[tuple[dict[int, str], int]]
) -> bytes:
    """A mail of those texts of its sender, and of each receiver with his kind (2 for a copy)."""
    head = struct.pack("<8xIIII8x", len(receivers), 0, len(receivers), 0)
    texts = {0x001A: "IPM.Note", 0x0037: "Subject", 0x1000: "Body.", **sender}
    root = _Node("Root Entry", children=_properties(head, texts, {}, {}))
    for number, (of_one, kind) in enumerate(receivers):
        parts = _properties(bytes(8), of_one, {}, {0x0C15: kind})
        root.children.append(_Node(f"__recip_version1.0_#{number:08X}", children=parts))
    return _compound(root)


def old_outlook_mail(
    texts: dict[int, str], encoding: str, numbers: dict[int, int], page: bytes = b""
) -> bytes:
    """A mail whose texts are in a code page, with one receiver, whose name is its subject."""
    blobs = {0x1013: page} if page else {}
    head = struct.pack("<8xIIII8x", 1, 0, 1, 0)
    texts = {0x001A: "IPM.Note", **texts}
    root = _Node("Root Entry", children=_properties(head, texts, blobs, numbers, encoding))
    receiver = _properties(bytes(8), {0x3001: texts[0x0037]}, {}, {}, encoding)
    root.children.append(_Node("__recip_version1.0_#00000000", children=receiver))
    return _compound(root)


def _properties(
    head: bytes,
    texts: dict[int, str],
    blobs: dict[int, bytes],
    numbers: dict[int, int],
    encoding: str = "utf-16-le",
) -> list[_Node]:
    streams, table = [], head
    kind = _TEXT if encoding == "utf-16-le" else _TEXT_8_BIT
    values = [(pid, kind, text.encode(encoding)) for pid, text in texts.items()]
    values += [(pid, _BINARY, blob) for pid, blob in blobs.items()]
    for pid, kind, data in values:
        streams.append(_Node(f"__substg1.0_{pid:04X}{kind:04X}", data))
        table += struct.pack("<HHIII", kind, pid, 6, len(data), 0)
    for pid, value in numbers.items():
        table += struct.pack("<HHIII", _NUMBER, pid, 6, value, 0)
    return [_Node("__properties_version1.0", table), *streams]


def _compound(root: _Node) -> bytes:
    nodes = [root]
    for node in nodes:
        nodes.extend(node.children)
    places = {id(node): number for number, node in enumerate(nodes)}
    for node in nodes:
        for one, following in zip(node.children, node.children[1:], strict=False):
            one.right = places[id(following)]
        if node.children:
            node.child = places[id(node.children[0])]
    small, small_table = b"", list[int]()
    sectors, table = b"", list[int]()
    for node in nodes:
        if node.data and len(node.data) < _CUTOFF:
            node.start = len(small_table)
            small += _padded(node.data, _SMALL)
            small_table += _chain(node.start, len(_padded(node.data, _SMALL)) // _SMALL)
    root.data = small
    links = struct.pack(f"<{len(small_table)}I", *small_table)
    small_links = _Node("", links.ljust(-(-len(links) // _SECTOR) * _SECTOR, b"\xff"))
    for node in (*(n for n in nodes if n is root or len(n.data or b"") >= _CUTOFF), small_links):
        node.start = len(table)
        sectors += _padded(node.data or b"", _SECTOR)
        table += _chain(node.start, len(_padded(node.data or b"", _SECTOR)) // _SECTOR)
    folder_start = len(table)
    entries = _padded(b"".join(_entry(node) for node in nodes), _SECTOR)
    sectors += entries
    table += _chain(folder_start, len(entries) // _SECTOR)
    fat_start = len(table)
    table.append(_FAT)
    assert len(table) <= _SECTOR // 4, "one sector of allocations only"
    allocations = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, folder_start, 0, _CUTOFF),
        *(small_links.start, len(small_links.data or b"") // _SECTOR, _END, 0, fat_start),
    )
    return header.ljust(_SECTOR, b"\xff") + sectors + allocations


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]


def _entry(node: _Node) -> bytes:
    name = node.name.encode("utf-16-le")
    kind = 5 if node.name == "Root Entry" else 1 if node.data is None else 2
    links = (node.left, node.right, node.child)
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        name,
        len(name) + 2,
        kind,
        1,
        *links,
        0,
        node.start,
        len(node.data or b""),
    )
