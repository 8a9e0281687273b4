"""Formulas in one line of plain text: (a+b)/2, x^2, √(x). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 50  # parts within parts; deeper ones are left out


def word_formula(element: Any, deep: int = 0) -> str:
    """A formula of Word (OMML), with the signs that the places of its parts stand for."""
    if deep > _DEEPEST:
        return ""
    kind = element.tag.removeprefix(_M) if isinstance(element.tag, str) else ""
    if kind == "t":
        return element.text or ""

    def part(name: str) -> str:
        child = element.find(f"{_M}{name}")
        return "" if child is None else word_formula(child, deep + 1)

    if kind in _FORMS:
        return _FORMS[kind](part)
    if kind == "d":
        inside = [word_formula(child, deep + 1) for child in element.iterchildren(f"{_M}e")]
        return _sign(element, "begChr", "(") + ", ".join(inside) + _sign(element, "endChr", ")")
    if kind == "nary":
        limits = _below(part("sub")) + _above(part("sup"))
        return f"{_sign(element, 'chr', '∫')}{limits} {part('e')}"
    inside = [word_formula(child, deep + 1) for child in element]
    return ("; " if kind in ("m", "eqArr") else "").join(filter(None, inside))


def _below(text: str) -> str:
    return f"_{_grouped(text)}" if text else ""


def _above(text: str) -> str:
    return f"^{_grouped(text)}" if text else ""


def _grouped(text: str) -> str:
    """In brackets where it is more than one name or number."""
    return text if text.isalnum() or (text[:1] == "(" and text[-1:] == ")") else f"({text})"


_FORMS: dict[str, Callable[[Callable[[str], str]], str]] = {
    "f": lambda part: f"{_grouped(part('num'))}/{_grouped(part('den'))}",
    "sSup": lambda part: part("e") + _above(part("sup")),
    "sSub": lambda part: part("e") + _below(part("sub")),
    "sSubSup": lambda part: part("e") + _below(part("sub")) + _above(part("sup")),
    "rad": lambda part: f"{_root(part('deg'))}{_grouped(part('e'))}",
    "func": lambda part: f"{part('fName')} {_grouped(part('e'))}",
    "limLow": lambda part: part("e") + _below(part("lim")),
    "limUpp": lambda part: part("e") + _above(part("lim")),
}


def _root(degree: str) -> str:
    return f"root_{degree} " if degree else "√"


def _sign(element: Any, name: str, usual: str) -> str:
    """A sign that the properties of a part name."""
    for properties in element:
        if isinstance(properties.tag, str) and properties.tag.endswith("Pr"):
            for child in properties.iterchildren(f"{_M}{name}"):
                return str(child.get(f"{_M}val", ""))
    return usual


_NOT_SHOWN = ("annotation", "annotation-xml", "mphantom")


def math_formula(element: Any, deep: int = 0) -> str:
    """A formula in MathML; as its author typed it where the file holds that."""
    if deep > _DEEPEST or not isinstance(element.tag, str):
        return ""
    kind = element.tag.rpartition("}")[2]
    if kind == "math":
        for typed in element.iter("{*}annotation"):
            if any(name in typed.get("encoding", "").lower() for name in ("starmath", "tex")):
                return " ".join((typed.text or "").split())
        if typed := element.get("alttext"):
            return " ".join(typed.split())
    if kind in _NOT_SHOWN:
        return ""
    parts = [" ".join((element.text or "").split())]
    parts += [math_formula(child, deep + 1) for child in element]
    if kind in _MATH_FORMS and len(parts) == _MATH_FORMS[kind][0] + 1:
        return _MATH_FORMS[kind][1](parts[1:])
    return ("; " if kind in ("mtr", "mtable") else "").join(filter(None, parts))


_MATH_FORMS: dict[str, tuple[int, Callable[[list[str]], str]]] = {
    "mfrac": (2, lambda parts: f"{_grouped(parts[0])}/{_grouped(parts[1])}"),
    "msup": (2, lambda parts: parts[0] + _above(parts[1])),
    "msub": (2, lambda parts: parts[0] + _below(parts[1])),
    "munder": (2, lambda parts: parts[0] + _below(parts[1])),
    "mover": (2, lambda parts: parts[0] + _above(parts[1])),
    "msubsup": (3, lambda parts: parts[0] + _below(parts[1]) + _above(parts[2])),
    "munderover": (3, lambda parts: parts[0] + _below(parts[1]) + _above(parts[2])),
    "msqrt": (1, lambda parts: f"√{_grouped(parts[0])}"),
    "mroot": (2, lambda parts: f"root_{parts[1]} {_grouped(parts[0])}"),
}
