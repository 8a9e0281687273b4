"""Chinese words, by rjieba."""

from __future__ import annotations


def cut(text: str, *, guessing: bool = True) -> list[str]:
    """The words of ``text``, in order; together they are all of it.

    Args:
        text: What is cut.
        guessing: Whether what the dictionary lacks may be a word too.
    """
    import rjieba  # loads its dictionary

    return list(rjieba.cut(text, guessing))


def is_word(text: str) -> bool:
    """Whether all of ``text`` is one word of the dictionary."""
    import rjieba

    return bool(rjieba.cut(text, False) == [text])  # without guesses at other words


def kinds(text: str) -> list[tuple[str, str]]:
    """The words of ``text``, in order, each with its part of speech as ICTCLAS names it ("n")."""
    import rjieba

    return list(rjieba.tag(text))


def called(text: str) -> list[str]:
    """Words of ``text`` that may be names of persons; many are not."""
    import rjieba

    return [word for word, kind in rjieba.tag(text) if kind.startswith("nr")]


def cut_for_search(text: str) -> list[str]:
    """The words of ``text`` and the shorter words inside them."""
    import rjieba

    return list(rjieba.cut_for_search(text))
