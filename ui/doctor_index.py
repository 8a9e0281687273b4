"""What ``ragqa doctor`` tells about an index and its repair, in the user's language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ragqa.embedding.embedder import DocumentReader
from ragqa.text.counted import counted
from ui.texts import Texts
from ui.texts.doctor import DETAILS
from ui.texts.help import pick

if TYPE_CHECKING:
    from ragqa.embedding.embedder import Embedder
    from ragqa.store.library import Library
    from ragqa.store.repairing import Repairs


def index_told(
    library: Library, embeddings: Embedder | None, texts: Texts, *, keep_tokens: bool
) -> str:
    """What an index holds, and whether reranking could read less of it anew.

    Args:
        library: The index.
        embeddings: What would read it again; None where that does not work.
        texts: Of the user's language.
        keep_tokens: Whether what is ingested now is to keep its tokens.

    Raises:
        StoreError: Its stores differ.
    """
    health = library.check()
    for problem in health.problems():
        raise problem
    told = pick(DETAILS["healthy"], texts.language).format(
        documents=counted(texts.documents, health.sources),
        chunks=counted(texts.chunks, health.chunks_catalog),
    )
    could_keep = keep_tokens and isinstance(embeddings, DocumentReader)
    if could_keep and not library.keeps_tokens():
        return told + pick(DETAILS["read_anew"], texts.language)
    return told


def repair_told(made: Repairs, texts: Texts) -> str:
    """What was wrong with the stores of an index and is mended."""

    def say(detail: str, **values: object) -> str:
        return pick(DETAILS[detail], texts.language).format(**values)

    chunks = partial(counted, texts.chunks)
    if not made.needed:
        return say("sound", chunks=chunks(made.chunks))
    done = []
    if made.half_written:
        done.append(say("swept", documents=counted(texts.documents, made.half_written)))
    for name, count in (("vectors", made.vectors), ("keywords", made.keywords)):
        if count:
            kind = f"{name}_unreadable" if count < 0 else f"{name}_differed"
            done.append(say(kind, chunks=chunks(count)))
    return say("repaired", done=texts.report_comma.join(done), chunks=chunks(made.chunks))
