"""Whether a question asks for a price, and whether a text tells one."""

from __future__ import annotations

import re

from ragqa.text.numerals import NUMERALS_ZH

_NUMERALS = f"{NUMERALS_ZH}半"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    "|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|third|first|second|once"
    "|twice|dozens?"
)
AMOUNT = re.compile(rf"\d+(?:[.,]\d+)*|[{_NUMERALS}]+(?=[\u4e00-\u9fff])|\b(?:{_NUMBER_WORDS})\b")
"""A number in a folded text, in digits or words."""

_PRICES = "rent|price|cost|fee|salary"
# Not "the price increase".
PRICE_EN = (
    rf"what(?: is|'s| are| was| were)(?: the)?(?: \w+)? (?:{_PRICES})s?"
    r"(?=\W*$| (?:of|for|per|in|a)\b)"
    r"|what (?:do|does|did|will|would)\b.*\bcost\b"
)
"""What asks for a price in English, in words that ask for no other amount."""

PRICE = re.compile(
    r"多少(?:钱|元|房?租|费用|工资)|(?:价格?|租金?|费用?|工资|薪水)(?:是|为|要)?多少\W*$"
    rf"|\b(?:{PRICE_EN}|how much (?:money\b|.*\b(?:cost|pay|paid)\b"
    rf"|(?:is|are|was|were)(?: the)?(?: \w+)? (?:{_PRICES})\b))"
)
"""What asks for a price, folded."""

_CURRENCIES = (
    "usd|eur|gbp|chf|cny|rmb|hkd|twd|ntd|mop|jpy|krw|sgd|aud|cad|nzd|sek|nok|dkk|inr|thb|myr|idr|vnd"
    "|php|brl|mxn|zar|try|pln|czk|huf|rub|aed|sar|ils|yuan|dollars?|euros?|pounds?|pence|cents?"
    "|francs?|yen|won|lira|baht|kron(?:e|er|or|a|as|ur)|koruna|rupees?|roubles?|rubles?|pesos?"
    "|reais|rand|ringgit|rupiah|dong|dirhams?|shekels?|forints?|zlotys?|bucks|quid"
)
_MONEY = re.compile(
    rf"[$€£¥￥₩₹₽₫₺₱฿₪₴]|\b(?:{_CURRENCIES})\b|\b(?:rm|rs\.?|r\$|kr\.?) ?\d"
    rf"|[\d{_NUMERALS}百千万亿几] ?(?:[元块毛角]|分钱)|[欧美日港澳台韩加]元|英镑|卢布|法郎|人民币"
    rf"|[\d{_NUMERALS}] ?[万亿]"
    # So much for each of something; with two digits behind the point, unless that is a time.
    r"|每\w{1,4}?\d|\d ?/ ?[a-z\u4e00-\u9fff]"
    rf"|(?:\d|\b(?!once|twice)(?:{_NUMBER_WORDS})) (?:per|an?|each|every|apiece)\b"
    r"|(?<![\d.,])\d+[.,]\d\d(?![\d.,:])"
    # As people chat: "机油滤芯一共 860", and nothing is counted behind it.
    r"|(?:[一总]共|花了?|[只才就]要|卖) ?\d+(?=\s*(?:$|[，。,.;；!！?？)）]))"
)
"""What a price is told in. Rather too much: what lacks all of it is sure to tell none."""

# What has two digits behind a point as prices have: "see Section 5.10", 第2.10节, 5.25 kg, 4.75%.
_NO_PRICE = re.compile(
    r"(?:\b(?:sections?|chapters?|versions?|figures?|tables?|pages?|release)|§|第|版本|[章节图表见])"
    r" ?\d+(?:\.\d+)+"
    r"|\d+\.\d\d ?(?:%|[mk]?[gml]\b|[cm]m\b|[kmg]b\b|seconds?\b|hours?\b|inch|[章节升克吨米秒])"
)
_NOTHING = re.compile(
    r"免费|不收费|不要钱|\b(?:gratis|(?:for|is|are|be) free|free(?: of charge|$|[,.;]))"
)
# A number alone is a price where a word says so: "Price: 12". Not "self-evaluation", "value".
_PRICED = re.compile(
    rf"\b(?:{_PRICES}|charge|pay|paid|wage|total|amount|sum|earn)(?:s|es|ed)?\b"
    r"|(?<!评)价(?!值)|[费租薪付钱]|工资|[押定]金|金额|[合总]计|收入"
)


def tells_price(said: str) -> bool:
    """Whether a folded text may tell what something costs: money, nothing, or a number for it."""
    said = _NO_PRICE.sub(" ", said)
    if _MONEY.search(said) or _NOTHING.search(said):
        return True
    return bool(_PRICED.search(said) and AMOUNT.search(said))
