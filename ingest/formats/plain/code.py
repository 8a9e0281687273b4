"""Source code: the text as it is, under the names of what it defines."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.formats.packed.inner import Reading
from ingest.formats.plain.definitions import Syntax, definitions
from ingest.formats.plain.text import read
from ingest.parsed import Parsed, all_verbatim
from ragqa.errors import DocumentError

_LONG_LINE = 1_000  # characters, that nobody writes
_SMALL = 20_000  # characters of a file in which one such line is let pass

_MODIFIERS = (
    "export|default|declare|public|private|protected|internal|fileprivate|open|static|final|sealed"
    "|abstract|virtual|override|partial|readonly|async|inline|data|inner|case|implicit|lazy|indirect"
    "|mutating|suspend|operator|unsafe|friend|shared|overloads|typedef|annotation|companion"
)


def _syntax(kinds: str, functions: str = "", **more: object) -> Syntax:
    """One of words that say what is defined, after any of those that say how."""
    before = rf"(?:(?:{_MODIFIERS})\s+)*+"
    name = r"\s+(?P<name>[\w$.:\\]+)"
    return _matching(
        rf"{before}(?P<kind>{kinds})\b{name}",
        rf"{before}(?P<kind>{functions})\b{name}" if functions else "",
        **more,
    )


def _matching(kinds: str, functions: str = "", **more: object) -> Syntax:
    compiled = re.compile(functions, re.IGNORECASE) if functions else None
    return Syntax(re.compile(kinds, re.IGNORECASE), compiled, **more)  # type: ignore[arg-type]


_NOTHING = r"(?!)(?P<name>)"
_PLAIN = _matching(_NOTHING)
_C = _matching(
    r"(?:(?:typedef|template\s*<[^>]*>|static|export)\s+)*+"
    r"(?P<kind>class|struct|union|enum(?:\s+(?:class|struct))?|namespace)\s+"
    r"(?P<name>[A-Za-z_][\w:]*)(?=\s*(?:final\s*)?(?:[:{]|$))",
    bare="anywhere",
)
_JAVA = _syntax(r"class|interface|@interface|enum|record|struct|namespace", bare="anywhere")
_SCRIPT = _matching(
    rf"(?:(?:{_MODIFIERS})\s+)*+(?P<kind>class|interface|enum|namespace|module)\s+"
    r"(?P<name>[\w$.]+)",
    rf"(?:(?:{_MODIFIERS})\s+)*+(?:(?P<kind>function\b\s*\*?|type)\s+|(?:const|let|var)\s+"
    r"(?=[\w$]+\s*(?::[^=]*)?=\s*(?:async\s*)?(?:function\b|[\w$]+\s*=>|\([^=]*=>|\($)))"
    r"(?P<name>[\w$]+)",
    bare="within kinds",
)
_SQL = _matching(
    _NOTHING,
    r"(?P<kind>create(?:\s+or\s+(?:replace|alter))?(?:\s+(?:temp|temporary|unique|materialized|"
    r"global|external|definer\s*=\s*\S+))*+\s+(?:table|view|function|procedure|trigger|index|type|"
    r"schema|database|package(?:\s+body)?|sequence|event|domain)|alter\s+table|insert\s+into)"
    r"(?:\s+if\s+not\s+exists)?\s+(?P<name>[\w.\"`\[\]$]+)",
)
_BASIC = _matching(
    rf"(?:(?:{_MODIFIERS})\s+)*+(?P<kind>class|module|namespace|structure|interface|enum)\s+"
    r"(?P<name>[\w.]+)",
    rf"(?:(?:{_MODIFIERS})\s+)*+(?P<kind>sub|function|property\s+(?:get|let|set))\s+(?P<name>\w+)",
    indented=False,
)
_SYNTAXES: dict[str, Syntax] = {
    **dict.fromkeys((".py", ".pyi"), _syntax("class", "def")),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte"), _SCRIPT),
    **dict.fromkeys((".java", ".cs", ".groovy", ".gradle"), _JAVA),
    **dict.fromkeys((".c", ".h", ".cpp", ".cc", ".cxx", ".hpp", ".hh"), _C),
    ".go": _matching(
        r"(?P<kind>type)\s+(?P<name>\w+)(?:\[[^\]]*\])?\s+(?:struct|interface)\b",
        r"(?P<kind>func)\s+(?P<name>(?:\([^)]*\)\s*)?\w+)",
    ),
    ".rs": _matching(
        r"(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+)?(?P<kind>struct|enum|trait|mod|union|impl)"
        r"(?:<[^{(;]*>)?\s+(?P<name>[^{(;]{1,80})",
        r"(?:pub(?:\([^)]*\))?\s+)?(?:(?:async|unsafe|const|extern(?:\s+\"\w+\")?)\s+)*+"
        r"(?P<kind>fn|macro_rules!)\s+(?P<name>\w+)",
    ),
    ".rb": _matching(
        r"(?P<kind>class|module)\s+(?P<name>[\w:]+)", r"(?P<kind>def)\s+(?P<name>[\w.?!=]+)"
    ),
    ".php": _syntax("class|interface|trait|enum|namespace", r"function(?:\s*&)?"),
    **dict.fromkeys((".kt", ".kts"), _syntax(r"class|interface|object|enum\s+class", "fun")),
    ".scala": _syntax("class|object|trait|enum", "def"),
    ".swift": _syntax("class|struct|enum|protocol|extension|actor", "func"),
    ".dart": _syntax("class|enum|mixin|extension", bare="anywhere"),
    ".lua": _matching(_NOTHING, r"(?:local\s+)?(?P<kind>function)\s+(?P<name>[\w.:]+)"),
    **dict.fromkeys((".pl", ".pm"), _matching(_NOTHING, r"(?P<kind>sub)\s+(?P<name>[\w:]+)")),
    **dict.fromkeys(
        (".sh", ".bash", ".zsh"),
        _matching(
            _NOTHING,
            r"(?P<kind>function\s+)?(?P<name>[\w.:-]+)\s*(?(kind)(?:\(|\{|$)|\(\s*\))",
        ),
    ),
    **dict.fromkeys((".bat", ".cmd"), _matching(_NOTHING, r":(?P<name>\w[\w.-]*)", indented=False)),
    **dict.fromkeys(
        (".ps1", ".psm1"),
        _matching(
            r"(?P<kind>class|enum)\s+(?P<name>\w+)",
            r"(?P<kind>function|filter|workflow)\s+(?P<name>[\w:-]+)",
        ),
    ),
    ".sql": _SQL,
    ".r": _matching(_NOTHING, r"(?P<name>[\w.]+)\s*(?:<-|=)\s*function\b"),
    ".jl": _syntax(r"module|struct|mutable\s+struct|abstract\s+type", "function|macro"),
    **dict.fromkeys((".vb", ".vbs", ".bas"), _BASIC),
    **dict.fromkeys((".ex", ".exs"), _syntax("defmodule", "def|defp|defmacro")),
    **dict.fromkeys((".css", ".scss", ".less", ".tf", ".graphql", ".hs", ".clj", ".pas"), _PLAIN),
    ".proto": _syntax("message|service|enum", "rpc"),
}
SUFFIXES = tuple(_SYNTAXES)
"""Lower-case endings of the languages that are known."""

_DATA = frozenset((".sql",))  # dumps have a table in one line


def load_code(path: Path, reading: Reading) -> Parsed:
    """The source, each definition that is found a heading.

    Raises:
        DocumentError: It is no text, or is written by a program for programs.
    """
    text = read(path)
    suffix = path.suffix.lower()
    if suffix not in _DATA and _is_minified(text):
        raise DocumentError(
            "is minified or generated code, in lines that nobody reads; it is not indexed.",
            "是压缩或自动生成的代码，其中的长行无人阅读：未导入。",
        )
    headings = tuple(definitions(text, _SYNTAXES.get(suffix, _PLAIN)))
    return all_verbatim(text, reading.name, headings)


def _is_minified(text: str) -> bool:
    """Whether most of a text stands in lines far longer than anybody writes."""
    if len(text) < _SMALL:
        return False
    long = sum(len(line) for line in text.split("\n") if len(line) > _LONG_LINE)
    return 2 * long > len(text)
