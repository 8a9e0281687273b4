"""How likely a decoded text is one of its script: a wrong encoding gives rare letters. Pure.

Each function gives the mean over the characters beyond ASCII: 2 for the most frequent, 1 for common
ones, 0 for rare ones, -1 for what no text has. Real texts have about 1.3 to 1.9.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ragqa.text.language import is_cjk, simplified

# The characters that open most sentences of modern Chinese, simplified and traditional: about
# two in five of all characters of running text are among them.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实"
    "這個們來為國說時會對過發後裡經麼學現當沒動還進樣開從實與無體長點間問關應將機業電見張東車員話書"
)
# Of Korean the syllables that make half of a text.
_SYLLABLES = frozenset(
    "이다는에의가을하고지은로한를도서사기어아자나리대인정시라해수그으일들과보만부장스상전원주적있성문동조안"
    "구소공유여게면경했니까무요습것국연와신개생위되된치방"
)
_CYRILLIC_WORD = re.compile("[\u0400-\u045f\u0490\u0491]+")
_FREQUENT_CYRILLIC = frozenset("оеаинтсрвлОЕАИНТСРВЛ")
_FEWEST_SYLLABLES = 6
_FEWEST_LETTERS = 12  # in fewer anything may be read
_CYRILLIC_MARKS = frozenset("«»—–…№“”„’\xa0©°")
_LOOKED_UP = 2_000  # characters whose words are looked up
_FEWEST_IN_WORDS, _IN_WORDS = 4, 0.6  # Chinese characters, and the share of them
_FULL_STOPS = frozenset("、。「」『』・！？（）ー々〜　：；，．“”‘’…")


def chinese(text: str) -> float:
    """Of Chinese, simplified or traditional."""
    # Lines of trees and frames are in any text.
    signs = (c for c in _beyond_ascii(text) if c != "\xa0" and not "\u2500" <= c <= "\u257f")
    return _mean(map(_in_chinese, signs))


def has_chinese_words(text: str) -> bool:
    """Whether most Chinese characters of a text stand in words of two or more.

    Those of another encoding that chance has made do not, though each may be common.
    """
    from ragqa.text.segmentation import cut  # only texts that are in doubt need a dictionary

    chinese_ = "".join(char if is_cjk(char) else " " for char in text[:_LOOKED_UP])
    count = len(chinese_) - chinese_.count(" ")
    words = (word for word in cut(simplified(chinese_), guessing=False) if " " not in word)
    in_words = sum(len(word) for word in words if len(word) > 1)
    return in_words >= max(_FEWEST_IN_WORDS, _IN_WORDS * count)


def _in_chinese(char: str) -> float:
    if char in _FREQUENT:
        return 2
    if is_common(char):
        return 1
    return -1 if _is_of_no_text(char) else 0


def _beyond_ascii(text: str) -> Iterator[str]:
    return (char for char in text if char > "\x7f")


def _is_of_no_text(char: str) -> bool:
    """Whether it is for private use, or controls a device."""
    return "\ue000" <= char <= "\uf8ff" or char <= "\x9f"


def _mean(weights: Iterable[float], fewest: int = 1) -> float:
    """0 where there are fewer than ``fewest``."""
    every = list(weights)
    return sum(every) / len(every) if len(every) >= fewest else 0.0


def is_common(char: str) -> bool:
    """Whether the older standards count the character as common, or it is usual punctuation.

    The first level of GB 2312 (rows B0 to D7, 3,755 characters) and of Big5 (lead bytes A4 to
    C6, 5,401 characters) hold the characters of everyday use.
    """
    if "\u3000" <= char <= "\u3002" or "\uff01" <= char <= "\uff5e" or char in "「」『』《》“”—…·":
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    gb = char.encode("gb2312", errors="ignore")
    big5 = char.encode("big5", errors="ignore")
    return b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6"


_RUN = re.compile(r"[^\x00-\x7f]+")
_LATIN_MARKS = frozenset("‘’“”„–—…•€£§°©®«»¡¿\xa0²³½¼¾±×·ªº¨´")
_ALONE = frozenset("àÀéÉèÈóÓòÒíÍêÊåÅýÝæÆøØöÖ")  # are words
# What the languages that are written in an encoding have beside the plain letters.
_WESTERN = tuple(
    map(
        frozenset,
        (
            *("äöüßé", "àâæçéèêëîïôœùûüÿ", "áéíóúüñçà", "àèéìíîòóù", "áâãàçéêíóôõúü"),
            *("åäöæøéüšž", "ëïéèöüáóê", "áðéíóúýþæö", "õäöüšž"),
        ),
    )
)
_CENTRAL = tuple(
    map(
        frozenset,
        (
            *("áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "ąćęłńóśźż", "áéíóöőúüű"),
            *("ăâîşţ", "čćđšž"),
        ),
    )
)
_TURKISH = (frozenset("çğıöşüâîûİ"),)


def western(text: str) -> float:
    """Of one of the languages of western Europe."""
    return _latin(text, _WESTERN)


def central(text: str) -> float:
    """Of Polish, Czech, Hungarian or another language between."""
    return _latin(text, _CENTRAL) + (_RARER if _is_hungarian(text) else -_RARER)


def _is_hungarian(text: str) -> bool:
    """Whether nothing else has such words, read with õ for ő though they might be.

    Portuguese has its õ before an e (ões), Estonian in the first syllable; that has no á, é, í, ó
    or ú.
    """
    beyond = {char.lower() for char in text if char > "\x7f" and char not in _LATIN_MARKS}
    if not beyond <= _HUNGARIAN:
        return False
    ends = _LAST if beyond.isdisjoint("áéíóú") else _HUNGARIAN_END
    return len(ends.findall(text)) > len(_PORTUGUESE_END.findall(text))


_HUNGARIAN = frozenset("áéíóöőúüű")
_HUNGARIAN_END = re.compile(r"[^\W\d_]ő(?:[klst]|tt)?\b", re.IGNORECASE)
_LAST = re.compile(r"[^\W\d_]ő\b", re.IGNORECASE)
_PORTUGUESE_END = re.compile(r"őe", re.IGNORECASE)


def turkish(text: str) -> float:
    """Of Turkish."""
    return _latin(text, _TURKISH) - _RARER


_RARER = 0.05  # where the letters fit both, western languages are meant


def _latin(text: str, alphabets: Sequence[frozenset[str]]) -> float:
    """1.5 for a letter of the language that fits best, 1 for a usual mark.

    Accented letters come one or two at a time beside plain ones; Chinese read so makes long runs.
    """
    letters: Counter[str] = Counter()
    marks = count = 0
    for run in _RUN.finditer(text):
        signs = run.group()
        count += len(signs)
        beside = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
        within = len(signs) <= 2 and any(char.isalpha() for char in beside)
        for char in signs:
            if char in _LATIN_MARKS:
                marks += 1
            elif within or signs in _ALONE:
                letters[char if char == "İ" else char.lower()] += 1
    fitting = max(sum(letters[char] for char in alphabet) for alphabet in alphabets)
    return (marks + 1.5 * fitting) / count if count else 0.0


def japanese(text: str) -> float:
    """Of Japanese, which is half hiragana."""
    return _mean(map(_in_japanese, _beyond_ascii(text)), _FEWEST_SYLLABLES)


def _in_japanese(char: str) -> float:
    if "\u3041" <= char <= "\u3093":
        return 2
    if "\u30a1" <= char <= "\u30f6":
        return 1.5
    if char in _FULL_STOPS or _is_level_one(char):
        return 1
    return -1 if "\uff61" <= char <= "\uff9f" or _is_of_no_text(char) else 0


def _is_level_one(char: str) -> bool:
    """Whether JIS X 0208 has it among the 2,965 ideographs of everyday use."""
    code = char.encode("euc_jp", errors="ignore")
    return len(code) == 2 and b"\xb0" <= code[:1] <= b"\xcf"


def korean(text: str) -> float:
    """Of Korean."""
    return _mean(map(_in_korean, _beyond_ascii(text)), _FEWEST_SYLLABLES)


def _in_korean(char: str) -> float:
    if char in _SYLLABLES:
        return 2
    if "\uac00" <= char <= "\ud7a3":
        return 1 if char.encode("euc_kr", errors="ignore") else -1
    if char in _FULL_STOPS:
        return 1
    return -1 if _is_of_no_text(char) else 0


def cyrillic(text: str) -> float:
    """Of Russian and its relatives: words in one case, or with a capital, and no Latin in them."""
    total, count = 0.0, len(re.findall(r"[^\x00-\x7f]", text))
    if count < _FEWEST_LETTERS:
        return 0.0
    for word in _CYRILLIC_WORD.finditer(text):
        letters = word.group()
        beside = text[max(0, word.start() - 1) : word.start()] + text[word.end() : word.end() + 1]
        if any(char.isalpha() for char in beside) or not _is_cased(letters):
            total -= len(letters)
        else:
            total += sum(2 if char in _FREQUENT_CYRILLIC else 1 for char in letters)
    total += sum(char in _CYRILLIC_MARKS for char in text)
    total -= sum("\u2320" <= char <= "\u25a0" for char in text)  # what KOI8 has beside letters
    return total / count if count else 0.0


def _is_cased(word: str) -> bool:
    return word[1:].islower() or word.isupper() or len(word) == 1
