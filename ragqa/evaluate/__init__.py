"""How well search and answers do on a set of questions, by the metrics that papers report.

``questions`` and ``squad`` read the sets, ``ranking`` measures search, ``answering`` the answers,
``longbench`` files of that benchmark, ``selftest`` an index without any set; ``intervals`` says how
sure it is.
"""

from ragqa.evaluate.questions import (
    Case,
    Corpus,
    Gold,
    Unit,
    is_beir,
    load_beir,
    load_questions,
    sample,
)
from ragqa.evaluate.ranking import compare, measure
from ragqa.evaluate.squad import load_squad

__all__ = [
    "Case",
    "Corpus",
    "Gold",
    "Unit",
    "compare",
    "is_beir",
    "load_beir",
    "load_questions",
    "load_squad",
    "measure",
    "sample",
]
