"""The plain form of an English word: runs, running and ran are run; boxes are box."""

from __future__ import annotations

_SHORTEST = 4  # letters of a word that may have an ending
_SHORTEST_REST = 3
_DOUBLED = "bdgklmnprtvz"  # of which a doubled one before an ending stands for one: stopped
_IRREGULAR = {
    form: plain
    for plain, forms in (
        line.split(":")
        for line in (
            "be:am is are was were been being",
            "become:became",
            "begin:began begun",
            "break:broke broken",
            "bring:brought",
            "build:built",
            "buy:bought",
            "choose:chose chosen",
            "come:came",
            "cut:cutting",
            "do:does did done",
            "draw:drew drawn",
            "drive:drove driven",
            "eat:ate eaten",
            "fall:fell fallen",
            "find:found",
            "fly:flew flown flies",
            "get:got gotten",
            "give:gave given",
            "go:goes went gone",
            "grow:grew grown",
            "have:has had",
            "hear:heard",
            "hold:held",
            "keep:kept",
            "know:knew known",
            "lead:led",
            "leave:left",
            "lend:lent",
            "lie:lay lain lying lies",
            "lose:lost",
            "make:made",
            "mean:meant",
            "meet:met",
            "pay:paid",
            "person:people persons",
            "rise:rose risen",
            "run:ran",
            "say:said",
            "see:saw seen",
            "sell:sold",
            "send:sent",
            "show:shown",
            "sit:sat",
            "sleep:slept",
            "speak:spoke spoken",
            "spend:spent",
            "stand:stood",
            "take:took taken",
            "teach:taught",
            "tell:told",
            "think:thought",
            "throw:threw thrown",
            "wear:wore worn",
            "win:won",
            "write:wrote written",
            "child:children",
            "man:men",
            "woman:women",
            "foot:feet",
            "mouse:mice",
            "tooth:teeth",
        )
    )
    for form in forms.split()
}


def stem(word: str) -> str:
    """The plain form of a folded English word, as far as its ending tells it."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("ied"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return _bare(word[:-1])
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST_REST and any(char in "aeiouy" for char in rest):
            return _bare(rest[:-1] if _is_doubled(rest) else rest)
    return _bare(word)


def _is_doubled(rest: str) -> bool:
    return rest[-1] == rest[-2] and rest[-1] in _DOUBLED and len(rest) > _SHORTEST_REST


def _bare(word: str) -> str:
    """Without the e that other endings take away: use and using."""
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_REST else word
