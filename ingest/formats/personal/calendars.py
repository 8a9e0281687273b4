"""Calendars (ics): what is when and where, with whom, and what is said of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ingest.formats.blocks import Blocks
from ingest.formats.personal.content_lines import Component, Property, components
from ingest.formats.web.web import write_page
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(Z?))?")
_DURATION = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")
_UNITS = ("weeks", "days", "hours", "minutes")
_RULES = {"FREQ": "", "INTERVAL": "every", "BYDAY": "on", "COUNT": "times:", "UNTIL": "until"}
_PEOPLE = {"ORGANIZER": "Organizer (组织者)", "ATTENDEE": "With (参加者)"}
_TOLD = {
    "LOCATION": "Where (地点)",
    **_PEOPLE,
    "STATUS": "Status (状态)",
    "CATEGORIES": "Categories (类别)",
    "URL": "Web (网址)",
}
_USUAL = ("CONFIRMED",)
_PAGE = re.compile(
    r"<(?:html-blob|html|p|br|div|span|b|i|u|ul|ol|a\s[^<>]{1,2000})\s?/?>", re.IGNORECASE
)


def load_ics(path: Path) -> Parsed:
    """Each event, task or note of a calendar under its summary.

    Raises:
        DocumentError: It holds none of these.
    """
    blocks = Blocks()
    found, title = False, ""
    for kind, entry in components(path, "VEVENT", "VTODO", "VJOURNAL"):
        if not kind:
            title = _first(entry, "X-WR-CALNAME")
            continue
        found = True
        blocks.part()
        blocks.heading(1, _first(entry, "SUMMARY"))
        blocks.text("\n".join(_lines(entry)))
        for said in entry.get("DESCRIPTION", ()):
            _write_description(blocks, said.text.strip())
    if not found:
        raise DocumentError("holds no events.", "没有日程。")
    return blocks.parsed(title)


def _write_description(blocks: Blocks, text: str) -> None:
    """What is said of an event; calendars on the web write it as a page."""
    page = Blocks()
    if _PAGE.search(text):
        with suppress(DocumentError):
            write_page(text.encode(), page, "utf-8")
            blocks.embed(1, "", page.parsed())
            return
    blocks.text(text)


def _first(entry: Component, name: str) -> str:
    return next((line.line for line in entry.get(name, ())), "")


def _lines(entry: Component) -> Iterator[str]:
    if when := _when(entry):
        yield f"When (时间): {when}"
    if due := _shown(entry, "DUE"):
        yield f"Due (截止): {due}"
    for rule in entry.get("RRULE", ()):
        yield f"Repeats (重复): {_rule(rule.line)}"
    left_out = (
        _time(one, line) for line in entry.get("EXDATE", ()) for one in line.line.split(",")
    )
    if told := ", ".join(filter(None, left_out)):
        yield f"Not on (除外): {told}"
    for name, label in _TOLD.items():
        said = [_person(line) if name in _PEOPLE else line.line for line in entry.get(name, ())]
        if shown := [text for text in dict.fromkeys(said) if text and text not in _USUAL]:
            yield f"{label}: {', '.join(shown)}"


def _when(entry: Component) -> str:
    begin = _shown(entry, "DTSTART")
    end = _shown(entry, "DTEND")
    if end != begin and "DTEND" in entry and "T" not in entry["DTEND"][0].value:
        end = _day_before(end)  # whole days end where the next one begins
    if begin and end and end != begin:
        day, _, time = end.partition(" ")
        begin = begin.removesuffix(_zone(end))
        return f"{begin} – {time if time and begin.startswith(day) else end}"
    duration = _DURATION.fullmatch(_first(entry, "DURATION"))
    counted = zip(duration.groups(), _UNITS, strict=True) if duration else ()
    long = " ".join(f"{number} {unit}" for number, unit in counted if number)
    return f"{begin}, {long}" if begin and long else begin


def _shown(entry: Component, name: str) -> str:
    """The first time of a name; "" when there is none."""
    return next((_time(line.line, line) for line in entry.get(name, ())), "")


def _time(value: str, line: Property) -> str:
    """A time in a line: "2024-05-01 10:00 (Europe/Berlin)"; as it is written if it is none."""
    match = _TIME.fullmatch(value)
    if match is None:
        return value
    year, month, day, hour, minute, utc = match.groups()
    zone = "UTC" if utc else line.parameters.get("TZID", "")
    time = f" {hour}:{minute}" if hour else ""
    return f"{year}-{month}-{day}{time}{f' ({zone})' if zone and hour else ''}"


def _zone(time: str) -> str:
    at = time.find(" (")
    return time[at:] if at >= 0 else ""


def _day_before(day: str) -> str:
    try:
        return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day


def _rule(value: str) -> str:
    """How something repeats: "weekly, on MO,WE, until 2024-07-01"."""
    parts = []
    for part in value.split(";"):
        name, _, given = part.partition("=")
        match = _TIME.fullmatch(given) if name.upper() == "UNTIL" else None
        given = "-".join(match.groups()[:3]) if match else given
        word = _RULES.get(name.upper(), name.lower())
        parts.append(f"{word} {given}".strip() if word else given.lower())
    return ", ".join(filter(None, parts))


def _person(line: Property) -> str:
    address = line.address
    name = line.parameters.get("CN", "")
    return f"{name} ({address})" if name and name != address else address
