"""Plain text of mails whose lines flow (RFC 3676): a space at the end of one says that it goes on.

Apple Mail ends lines so within Chinese, where no space is meant. Pure.
"""

from __future__ import annotations

_SIGNATURE = "-- "  # the line above one, which does not go on


def unflowed(text: str, *, spaces_deleted: bool) -> str:
    """The text with each paragraph as one line, quoted ones too.

    Args:
        text: Of a mail that says format=flowed.
        spaces_deleted: Whether the space at the end of a line is no part of the text (delsp=yes).
    """
    paragraphs: list[list[str]] = []
    goes_on, above = False, 0
    for line in text.split("\n"):
        said = line.lstrip(">")
        deep = len(line) - len(said)
        said = said.removeprefix(" ")  # which guards a line that begins with ">" or "From "
        if not (goes_on and deep == above):
            paragraphs.append([f"{'>' * deep} " if deep else ""])
        goes_on, above = said.endswith(" ") and said != _SIGNATURE, deep
        paragraphs[-1].append(said[:-1] if goes_on and spaces_deleted else said)
    return "\n".join(map("".join, paragraphs))
