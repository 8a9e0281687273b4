"""Text recognition in images, by the models inside the rapidocr wheel; nothing is downloaded.

The engine is loaded at the first image and kept for the life of the process.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.formats.pages.layout import Box, lines_of
from ingest.parsed import Remark
from ragqa.errors import DocumentError
from ragqa.text.counted import counted

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PIXELS = 12_000_000
"""Larger images are made smaller first: an A4 page at 300 dpi has 9 million."""

_LONGEST_SIDE = 6_000
_LONGEST_SIDE_TO_FIND = 1_280
_LEAST_SIDE = 8  # smaller ones hold no text
_MOST_THREADS = 4  # more gain little, and every thread takes address space
_MOST_NAMED = 10  # pages told by their number
_SURE = 0.8  # mean score from which a page stands upright
_USABLE = 0.7  # below it, it is no text, or in a script that the models do not know
_DETECTOR, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"


class RecognitionError(DocumentError):
    """Text recognition itself went wrong, which does not say that there is no text."""

    def __init__(self) -> None:
        super().__init__(
            "could not be read: text recognition failed on it.", "无法读取：文字识别失败。"
        )


def unrecognised(pages: Sequence[int]) -> tuple[Remark, ...]:
    """What is to be told of pages on which recognition failed: it is not that they have no text.

    Args:
        pages: Their 1-based numbers.
    """
    if not pages:
        return ()
    numbers = ", ".join(map(str, pages[:_MOST_NAMED])) + (", …" if len(pages) > _MOST_NAMED else "")
    en = counted("page|{count} pages:", len(pages))
    return (
        Remark(
            f"Text recognition failed on {en} {numbers}.",
            f"{len(pages)} 页文字识别失败：第 {numbers} 页。",
        ),
    )


def read_image(image: Picture) -> str:
    """The text in an image, in reading order.

    Lines are parted by "\\n"; columns come one after the other, vertical writing from right to
    left. A page that stands on its head is turned. "" when there is no text.

    Args:
        image: Of any mode and size; transparent parts count as white.

    Raises:
        RecognitionError: The engine failed.
        DocumentError: Its models are missing.
    """
    if min(image.size) < _LEAST_SIDE:
        return ""
    upright = _fitted(image)
    boxes, score = _recognised(upright)
    if boxes and score < _SURE:
        with suppress(RecognitionError):
            turned, better = _recognised(upright.rotate(180))
            if better > score:
                boxes, score = turned, better
    return "" if score < _USABLE else "\n".join(lines_of(boxes))


def _fitted(image: Picture) -> Picture:
    """In RGB on white, within the limits of size."""
    from PIL import Image

    width, height = image.size
    scale = min(1.0, (MOST_PIXELS / (width * height)) ** 0.5, _LONGEST_SIDE / max(width, height))
    image = _plain(image)
    if scale < 1.0:
        image = image.resize((max(1, int(width * scale)), max(1, int(height * scale))))
    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert("RGB")


def _plain(image: Picture) -> Picture:
    """In a mode of 8 bits, whose values can be averaged: L, RGB, RGBA or CMYK."""
    if image.mode in ("P", "PA", "LA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode[0] not in "IF":
        return image.convert("L") if image.mode == "1" else image
    deep = image.convert("F")  # Pillow cuts deeper greys off at 255 instead of scaling them
    _, lightest = deep.getextrema()
    span = max(float(lightest), 255.0)  # type: ignore[arg-type]  # one band has one number
    return deep.point(lambda grey: grey * (255.0 / span) + 0.0).convert("L")


def _recognised(image: Picture) -> tuple[list[Box], float]:
    """Pieces of text with their places, and how sure the engine is of them on average, 0 to 1."""
    try:
        result = _engine()(image)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # an odd picture must not cost the text of the other pages
        raise RecognitionError from error
    if not result:
        return [], 0.0
    boxes = []
    for corners, text in zip(result.boxes, result.txts, strict=True):
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        boxes.append(Box(float(left), float(top), float(right), float(bottom), text))
    letters = sum(len(text) for text in result.txts)
    weighed = sum(len(text) * score for text, score in zip(result.txts, result.scores, strict=True))
    return boxes, float(weighed / max(1, letters))


@cache
def _engine() -> Any:
    """Loaded with the two models by their path, so that it looks for nothing anywhere else."""
    models = _models()
    from rapidocr import RapidOCR

    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _LONGEST_SIDE,
            # The classifier turns one sure line in twenty on its head; pages are turned instead.
            "Global.use_cls": False,
            # Lines are found as well in a smaller copy, in half the time; they are read in full.
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONGEST_SIDE_TO_FIND,
            "Det.model_path": str(models / _DETECTOR),
            "Rec.model_path": str(models / _RECOGNISER),
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _models() -> Path:
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    if folder is None or not all((folder / name).exists() for name in (_DETECTOR, _RECOGNISER)):
        raise DocumentError(
            "needs text recognition, whose models are missing; install rapidocr 3.10 again.",
            "需要文字识别（OCR），但缺少识别模型；请重新安装 rapidocr 3.10。",
        )
    return folder
