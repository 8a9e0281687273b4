"""Days and times as much of them as the format of their cell shows, in ISO form. Pure.

So "2024-03" where it shows month and year alone; the day would be one that nobody wrote. A month
and a day keep their year, and a time its day, which say more than is shown.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

_WRITTEN = re.compile(r'"[^"]*+"|\[[^\]]*+\]|[\\!_*].')  # what a format shows as it is
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
_SHOWN = re.compile("[ymdhs]", re.IGNORECASE)
_YEAR, _DAY, _TIME = re.compile("[ye]"), re.compile("d"), re.compile("[hs]")
_MONTH = re.compile(r"m")
_WEEKDAY = re.compile(r"d{3,4}|a{3,4}")
_CHINESE = re.compile(r"\[\$[^\]]*-[0-9a-f]*804\]|a{3}", re.IGNORECASE)
_SYSTEM = re.compile(r"\[\$-f[48]00\]", re.IGNORECASE)  # the day or time as the system has it
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_ZH = "一二三四五六日"

DAY, ELAPSED = "day", "elapsed"


def acting(form: str) -> str:
    """A number format without what it shows as it is: in 0"%" or 0\\% the mark is only a sign."""
    return _WRITTEN.sub("", form)


def kind_of(form: str) -> str:
    """What a number format that openpyxl takes for one of numbers shows all the same.

    ``DAY`` for days and times, as Chinese Excel's own letters for the day of the week do, or what
    comes after a condition for zero: ``[=0]"";h:mm``; ``ELAPSED`` for durations; else "".
    """
    if acting(form).lower().strip(" ;@") in ("aaa", "aaaa"):
        return DAY
    if not _CONDITION.search(form) or not _SHOWN.search(acting(form)):
        return ""
    return ELAPSED if _ELAPSED.search(form) else DAY


def day_and_time(value: datetime.datetime, form: str) -> str:
    """A day, with its time where it has one and the format, if there is one, shows it.

    Args:
        value: The day.
        form: The number format; one that shows no day and no time is as none.
    """
    shows = _letters(form)
    if not shows or _TIME.search(shows):
        # Programs write days as moments, with the time of midnight that nobody means.
        at_midnight = value.time() == datetime.time()
        day = value.date().isoformat()
        return day if at_midnight else f"{day} {time(value.time(), form)}"
    if weekday := _weekday(value, form):
        return f"{value.date().isoformat()} {weekday}"
    if not _YEAR.search(shows) or _DAY.search(shows):
        return value.date().isoformat()
    if not _MONTH.search(shows):
        return str(value.year)
    return f"{value.year}年{value.month}月" if "年" in form else f"{value:%Y-%m}"


def time(value: datetime.time, form: str) -> str:
    """A time of the day, with seconds where the format shows them."""
    return value.isoformat("seconds" if _with_seconds(form) else "minutes")


def duration(value: datetime.timedelta, form: str) -> str:
    """Hours and minutes, with seconds where the format shows them."""
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    sign = "-" if value < datetime.timedelta() else ""
    shown = f"{sign}{minutes // 60}:{minutes % 60:02}"
    return f"{shown}:{seconds:02}" if _with_seconds(form) else shown


def _with_seconds(form: str) -> bool:
    shows = _letters(form)
    return not _TIME.search(shows) or "s" in shows or bool(_SYSTEM.search(form))


@lru_cache(maxsize=10_000)
def _letters(form: str) -> str:
    """The letters by which a format shows days and times, those of an elapsed time too."""
    elapsed = "".join(_ELAPSED.findall(form))
    sections = [acting(section).lower() for section in form.split(";")]
    if _CONDITION.search(form):  # the first one may be for zeros alone
        sections = [section for section in sections if _SHOWN.search(section)]
    shows = next(iter(sections), "") + elapsed.lower()
    return "".join(re.findall("[yedhmsa]", shows.replace("general", "").replace("am/pm", "")))


def _weekday(value: datetime.datetime, form: str) -> str:
    """The day of the week where the format shows it, in its language."""
    if _SYSTEM.search(form) or not _WEEKDAY.search(acting(form.split(";")[0]).lower()):
        return ""
    at = value.weekday()
    return f"星期{_DAYS_ZH[at]}" if _CHINESE.search(form) else _DAYS[at]
