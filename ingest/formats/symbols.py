"""Characters of fonts that show signs in the place of letters: Symbol and Wingdings. Pure."""

from __future__ import annotations

_SYMBOL = dict(
    zip(
        (*range(0x22, 0x7F), *range(0xA1, 0xF0), 0xF1, 0xF2),
        "∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
        "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪〉∫",
        strict=True,
    )
)
_WINGDINGS = {
    0x28: "☎",
    0x2A: "✉",
    0x4A: "☺",
    0x6C: "●",
    0x6E: "■",
    0x6F: "☐",
    0x71: "☐",
    0x76: "❖",
    0xA7: "▪",
    0xA8: "☐",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✘",
    0xFC: "✔",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {0x4F: "✘", 0x50: "✔", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_PRIVATE = range(0xD800, 0xF900)  # where fonts put what Unicode has not, and surrogates


def symbol(font: str, code: int) -> str:
    """What a character of a font shows; "" where that cannot be told.

    Args:
        font: Its name.
        code: Of the character, on its own or in the private area, F0B0 for B0.
    """
    if signs := _FONTS.get(font.strip().lower()):
        return signs.get(code & 0xFF if code in _PRIVATE else code, "")
    return chr(code) if 0x20 <= code < 0x110000 and code not in _PRIVATE else ""
