"""What is read of the samples of a kind, beside what was recorded of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.loading.loaders import SUFFIXES, load
from ingest.parsed import Parsed
from ingest.versions import OCR
from tests.ingest.golden.made import MADE

_HERE = Path(__file__).parent
_SAMPLES, _TEXTS = _HERE / "samples", _HERE / "texts"
_VERSION = "version "
_COMMAND = "PYTHONPATH=. python -m tests.ingest.golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """What was read, and the version of the reader that did."""

    version: int
    text: str


def samples() -> dict[str, list[str]]:
    """The names of the samples of each kind."""
    found: dict[str, list[str]] = {}
    for name in sorted([*MADE, *(path.name for path in _SAMPLES.iterdir())]):
        kind = OCR if name == "scan.pdf" else SUFFIXES[Path(name).suffix].kind
        found.setdefault(kind, []).append(name)
    return found


def read(kind: str) -> str:
    """The text of all samples of a kind, with what chunks are cut and cited by."""
    with TemporaryDirectory() as folder:
        return "\n".join(_told(name, Path(folder)) for name in samples()[kind])


def recorded(kind: str) -> Golden | None:
    """What was recorded; None where nothing was."""
    path = _TEXTS / f"{kind}.txt"
    if not path.is_file():
        return None
    first, _, text = path.read_bytes().decode().partition("\n")
    return Golden(int(first.removeprefix(_VERSION)), text)


def record(kind: str, golden: Golden) -> None:
    """Write what was read."""
    told = f"{_VERSION}{golden.version}\n{golden.text}"
    (_TEXTS / f"{kind}.txt").write_text(told, "utf-8", newline="\n")


def complaint(kind: str, now: Golden, before: Golden | None) -> str:
    """What is to be done, "" where all is well.

    Args:
        kind: One of ``versions.VERSIONS``.
        now: What is read, and the version that there is.
        before: What was recorded.
    """
    if before is None:
        return f"Nothing is recorded of {kind!r}. Run: {_COMMAND} {kind}"
    if now.version < before.version:
        return (
            f"VERSIONS[{kind!r}] is {now.version}, but was {before.version} already: documents "
            "that were read with that would not be read again. Never lower a version."
        )
    if now.version > before.version:
        return (
            f"VERSIONS[{kind!r}] was raised from {before.version} to {now.version}, but the text "
            f"that is recorded is of {before.version}. Run: {_COMMAND} {kind}"
        )
    if now.text == before.text:
        return ""
    lines = before.text.splitlines(), now.text.splitlines()
    diff = "\n".join(difflib.unified_diff(*lines, "recorded", "read now", lineterm="", n=2))
    return (
        f"What is read of {kind!r} files has changed, its version has not. If it is better, raise "
        f"VERSIONS[{kind!r}] in ingest/versions.py to {now.version + 1}, so that what people have "
        f"is read again, then run: {_COMMAND} {kind}\n"
        f"(If only the samples are others: {_COMMAND} --samples {kind})\n{diff}"
    )


def _told(name: str, folder: Path) -> str:
    if name in MADE:
        MADE[name](folder / name)
        parsed = load(folder / name)
    else:
        parsed = load(_SAMPLES / name)
    return f"=== {name}: {parsed.title}\n{_marked(parsed)}\n=== {_rest(parsed)}\n"


def _marked(parsed: Parsed) -> str:
    """The text; what begins within it stands on a line of its own before."""
    marks = sorted(_marks(parsed), key=lambda mark: mark[0])
    parts, at = [], 0
    for place, mark in marks:
        before = parsed.text[at:place]
        cut = "" if not before or before.endswith("\n") else "⏎\n"  # within a line
        parts.append(f"{before}{cut}⟦{mark}⟧\n")
        at = place
    text = "".join([*parts, parsed.text[at:]])
    return text.replace("\t", "→\t").replace("\f", "␌")


def _marks(parsed: Parsed) -> Iterator[tuple[int, str]]:
    for part in parsed.parts:
        yield part, "part"
    for page in parsed.pages:
        yield page.start, f"page {page.number} {page.label}".strip()
    for heading in parsed.headings:
        yield heading.start, f"heading {heading.level}: {heading.title}"
    for start, end in parsed.verbatim:
        yield start, "verbatim"
        yield end, "end of verbatim"


def _rest(parsed: Parsed) -> str:
    told = [f"read as {', '.join(parsed.kinds)}"]
    told += [f"{parsed.recognised} recognised"] if parsed.recognised else []
    told += [f"pages without text {parsed.pages_without_text}"] * bool(parsed.pages_without_text)
    return "; ".join([*told, *(remark.en for remark in parsed.remarks)])
