"""Where the report of an evaluation is written: figures, text and page side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.folder.files import NO_DOCUMENTS
from ragqa.errors import EvaluationError, os_reason

FIGURES, TEXT, PAGE = "results.json", "report.txt", "report.html"


@contextmanager
def report_folder(out: Path | None, now: datetime, *, force: bool = False) -> Iterator[Path]:
    """The folder for the report: ``out``, or eval-DATE-TIME in the current one.

    It is made before the work, which may take hours, and is gone again if that fails.

    Args:
        out: As the user named it.
        now: For its name otherwise.
        force: Whether a report that is there may be replaced.

    Raises:
        EvaluationError: It cannot be made or written to, or has a report already.
    """
    folder = out if out is not None else _unused(f"eval-{now:%Y%m%d-%H%M%S}")
    try:
        existed = folder.exists()  # raises for a name of 300 characters
        if not force and any((folder / name).exists() for name in (FIGURES, TEXT, PAGE)):
            raise EvaluationError(
                f"There is a report in {folder} already; choose another folder with --out DIR, or "
                "replace it with --force.",
                f"{folder} 中已有报告；请用 --out 目录 指定其他文件夹，或用 --force 替换。",
            )
        folder.mkdir(parents=True, exist_ok=True)
        if not existed:  # one that was there may hold documents
            (folder / NO_DOCUMENTS).touch()
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _cannot(folder, error) from error
    try:
        yield folder
    except BaseException:
        if not existed:
            with suppress(OSError):  # not empty: somebody else uses it
                (folder / NO_DOCUMENTS).unlink(missing_ok=True)
                folder.rmdir()
        raise


def _unused(name: str) -> Path:
    """A folder of that name, or with a number behind it where one was made in the same second."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1_000)))
    return next((Path(each) for each in names if not Path(each).exists()), Path(name))


def save(folder: Path, result: Mapping[str, Any], text: str, page: str) -> None:
    """Write the report. Raises EvaluationError."""
    from ui.render import to_json

    try:
        for name, content in ((FIGURES, to_json(result)), (TEXT, text), (PAGE, page)):
            (folder / name).write_text(content.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise _cannot(folder, error) from error


def _cannot(folder: Path, error: OSError) -> EvaluationError:
    en, zh = os_reason(error)
    return EvaluationError(
        f"The report cannot be written to {folder} ({en}); name another folder with --out DIR.",
        f"无法把报告写入 {folder}（{zh}）；请用 --out 目录 指定其他文件夹。",
    )
