from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from tests.ingest.formats.plain.test_markup import headings

TEX = r"""\documentclass{book}
\title{A Study of \emph{Pumps}% https://x.org
}
% \section{hidden}
\chapter[Short]{The {Big}
  one\label{c:a}}
Text 50\% % \section{hidden too}
\section*{Costs \& more~of $x^2$}\subsection{水泵}
\begin{verbatim}
\section{no}
\end{verbatim}
\paragraph{Last.} Text. \sectionmark{no}
"""


def test_headings_of_latex_are_commands(tmp_path: Path) -> None:
    assert headings(tmp_path, "a.tex", TEX) == [
        (2, "The Big one"),
        (3, "Costs & more of x^2"),
        (4, "水泵"),
        (6, "Last."),
    ]
    assert load(tmp_path / "a.tex").title == "A Study of Pumps"


@pytest.mark.parametrize(
    "piece", ["\\section{", "\\section[", "\\title{a}", "{", "%", "\\begin{minted}"]
)
def test_what_never_ends_is_read_in_bounds(tmp_path: Path, piece: str) -> None:
    (tmp_path / "a.tex").write_text(f"a\n{piece * 20_000}")
    assert load(tmp_path / "a.tex").text.startswith("a\n")
