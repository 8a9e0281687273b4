"""Colours and fonts of the page. Fonts are those of the system: nothing is fetched."""

from __future__ import annotations

import gradio as gr
from gradio.themes import Base, Color

_ACCENT = Color(
    name="pine",
    c50="#eef7f5",
    c100="#d5ece7",
    c200="#aedad1",
    c300="#7dc1b4",
    c400="#4ba394",
    c500="#2f877a",
    c600="#226d63",
    c700="#1e5851",
    c800="#1b4742",
    c900="#193b38",
    c950="#0a2321",
)


def theme() -> Base:
    """The theme; everything else is in assets/style.css."""
    return gr.themes.Base(
        primary_hue=_ACCENT,
        secondary_hue=_ACCENT,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=["sans-serif"],
        font_mono=["monospace"],
    ).set(
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
    )
