"""What a place in a document is called, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class PlaceTexts:
    """The words of one language; names in braces are filled with ``str.format``."""

    page: str = "p. {page}"
    pages: str = "pp. {first}–{last}"
    slide: str = "slide {page}"
    slides: str = "slides {first}–{last}"
    row: str = "row {first}"
    rows: str = "rows {first}-{last}"
    also: str = "Also in {places}"
    between: str = "; "
    others: str = "{count} more document|{count} more documents"


EN = PlaceTexts()

ZH = PlaceTexts(
    page="第 {page} 页",
    pages="第 {first}–{last} 页",
    slide="第 {page} 张幻灯片",
    slides="第 {first}–{last} 张幻灯片",
    row="第 {first} 行",
    rows="第 {first}–{last} 行",
    also="另见于 {places}",
    between="；",
    others="其他 {count} 个文档",
)


def place_texts(language: Language) -> PlaceTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
