"""Full-text search with exact BM25 scores, by tantivy, of the tokens of ``analysis``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy

from ragqa.disk import refusal
from ragqa.errors import IndexDamagedError
from ragqa.store.engines.scores import LexicalScores, telling, told
from ragqa.store.scratch import Scratch, link
from ragqa.text.analysis import atoms, codes, query_tokens, tokens
from ragqa.types import Chunk

_HEAP_BYTES = 50_000_000
_FURTHER = 150  # scores that cost less to ask for with the best than one by one
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


class TantivyKeywords:
    """The words of chunks by chunk id, with the document and revision they belong to.

    Safe between processes: a commit is atomic, and readers see it at their next search.

    Args:
        folder: Where tantivy keeps its files; created when missing.
        read_only: The folder cannot be written here; what its owner writes is found all the same.

    Raises:
        IndexDamagedError: tantivy cannot read or write the folder. So do all methods.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        self._schema = _schema()
        self._writer: Any = None
        self._scratch: Scratch | None = None
        self._loaded: tuple[int, ...] = ()  # the last commit, when its files were loaded
        with self._reporting():
            if read_only:
                self._scratch = Scratch()
                link(folder, self._scratch.path)
            else:
                folder.mkdir(parents=True, exist_ok=True)
            self._index = self._open()

    def add(self, chunks: Sequence[Chunk]) -> None:
        """Index chunks; they are found after ``commit``."""
        with self._reporting():
            writer = self._writing()
            for chunk in chunks:
                writer.add_document(
                    tantivy.Document(
                        id=chunk.id,
                        document_id=chunk.document_id,
                        revision=_revision_key(chunk.document_id, chunk.revision),
                        every="1",
                        body=" ".join(tokens(chunk.text)),
                    )
                )

    def delete(self, document_id: str, revision: int) -> None:
        """Remove all chunks of one revision; they are gone after ``commit``."""
        with self._reporting():
            key = _revision_key(document_id, revision)
            self._writing().delete_documents_by_term("revision", key)

    def clear(self) -> None:
        """Remove all chunks; they are gone after ``commit``."""
        with self._reporting():
            self._writing().delete_all_documents()

    def commit(self) -> None:
        """Make what was added and deleted durable and visible, all of it or nothing."""
        with self._reporting():
            self._writing().commit()

    def release(self) -> None:
        """Let another process write. What was not committed is dropped."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with self._reporting():
                writer.wait_merging_threads()

    def close(self) -> None:
        """Release the writer and the files."""
        self.release()
        if self._scratch is not None:
            self._scratch.close()

    def search(
        self, query: str, n: int, *, documents: Sequence[str] | None = None
    ) -> LexicalScores:
        """The ``n`` chunks that score highest; any word of the query may match.

        Args:
            query: Plain text: no character has a special meaning.
            n: Most results, at least 1.
            documents: Only chunks of these document ids; None for all.
        """
        return self._search(self._wanted(query), n, documents, _SHOULD, further=_FURTHER)

    def holding(
        self, phrase: str, n: int, *, documents: Sequence[str] | None = None
    ) -> LexicalScores:
        """As ``search``, of the chunks that have every word of ``phrase``, in whatever order."""
        return self._search(atoms(phrase), n, documents, _MUST)

    def scores(self, query: str, ids: Sequence[str]) -> LexicalScores:
        """The exact scores of the given chunks; those without a word of the query are left out."""
        wanted = self._wanted(query)
        if not wanted or not ids:
            return LexicalScores()
        with self._reporting():
            searcher = self._searcher()
            scores = self._given(searcher, wanted, ids)
        scores = {key: score for key, score in scores.items() if score > 0}
        return told(scores, wanted, *_holding(searcher, wanted))

    def more(self, found: LexicalScores, ids: Sequence[str]) -> LexicalScores:
        """What was ``found``, with the exact scores of the given chunks by the same query, or 0."""
        wanted = [key for key in ids if key not in found.scores]
        added = {key: found.further[key] for key in wanted if key in found.further}
        missing = [key for key in wanted if key not in added]
        if missing and found.tokens and not found.complete:
            added |= dict.fromkeys(missing, 0.0)
            with self._reporting():
                added |= self._given(self._searcher(), found.tokens, missing)
        return replace(found, scores={**found.scores, **added}) if added else found

    def count(self, document_id: str | None = None, revision: int | None = None) -> int:
        """How many chunks there are: in all, or of one revision of a document."""
        with self._reporting():
            searcher = self._searcher()
            if document_id is None or revision is None:
                return searcher.num_docs
            key = _revision_key(document_id, revision)
            query = tantivy.Query.term_query(self._schema, "revision", key, "basic")
            return int(searcher.search(query, 1).count or 0)  # type: ignore[attr-defined] # stub lacks count

    def ids(self) -> list[str]:
        """The id of every chunk, in no order: to compare with another store."""
        with self._reporting():
            searcher = self._searcher()
            every = tantivy.Query.term_query(self._schema, "every", "1", "basic")
            hits = searcher.search(every, max(1, searcher.num_docs), count=False).hits
            return [searcher.doc(address)["id"][0] for _, address in hits]

    def _open(self) -> tantivy.Index:
        path = str(self._folder if self._scratch is None else self._scratch.path)
        index = tantivy.Index(self._schema, path=path)
        # Not stored with the index: must be registered each time.
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("tokens", analyzer)
        return index

    def _wanted(self, query: str) -> Sequence[str]:
        wanted, named = query_tokens(query), codes(query)
        if not named:
            return wanted
        with self._reporting():
            return telling(wanted, *_holding(self._searcher(), wanted), named)

    def _search(
        self,
        wanted: Sequence[str],
        n: int,
        documents: Sequence[str] | None,
        occur: tantivy.Occur,
        *,
        further: int = 0,
    ) -> LexicalScores:
        if not wanted or (documents is not None and not documents):
            return LexicalScores(complete=True)
        query = tantivy.Query.boolean_query([(occur, self._word(token)) for token in wanted])
        if documents is not None:
            chosen = tantivy.Query.term_set_query(self._schema, "document_id", list(documents))
            query = tantivy.Query.boolean_query([(_MUST, _scoreless(chosen)), (_MUST, query)])
        with self._reporting():
            searcher = self._searcher()
            scores = _found(searcher, query, n + further)
        best = dict(islice(scores.items(), n))
        counts, complete = _holding(searcher, wanted), len(scores) < n + further
        found = told(best, wanted, *counts, complete=complete)
        return replace(found, further=dict(islice(scores.items(), n, None)))

    def _given(
        self, searcher: tantivy.Searcher, wanted: Sequence[str], ids: Sequence[str]
    ) -> dict[str, float]:
        """The scores of the chunks of these ids that there are, 0 where they have no word.

        Nested, a word at a time, tantivy skips through the places of each word to those chunks.
        Of a union of words it reads all places, as many as the search for the best.
        """
        # Looked up one by one: a set of terms goes through all ids that there are.
        query = _scoreless(
            tantivy.Query.boolean_query(
                [
                    (_SHOULD, tantivy.Query.term_query(self._schema, "id", key, "basic"))
                    for key in ids
                ]
            )
        )
        for token in wanted:
            query = tantivy.Query.boolean_query([(_MUST, query), (_SHOULD, self._word(token))])
        return _found(searcher, query, len(ids))

    def _word(self, token: str) -> tantivy.Query:
        # Built from terms, never parsed: a question may hold any character.
        return tantivy.Query.term_query(self._schema, "body", token, "freq")

    def _searcher(self) -> tantivy.Searcher:
        index = self._index
        if self._scratch is None:
            # Loaded anew only after a commit, of whatever process: else all would be read again.
            if (last := _last_commit(self._folder)) != self._loaded:
                index.reload()
                self._loaded = last
            return index.searcher()
        try:
            link(self._folder, self._scratch.path)
            index.reload()
        except (ValueError, OSError):
            # Its owner committed after the names were read.
            link(self._folder, self._scratch.path)
            index.reload()
        return index.searcher()

    def _writing(self) -> Any:
        if self._writer is None:
            # Opened anew: it keeps a list of the files it knows, and others may have written since.
            self._index, self._loaded = self._open(), ()
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            # What a writer that was killed in a commit has left: the same commit again would want
            # to make files of the same names.
            self._writer.garbage_collect_files()
        return self._writer

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Turn every failure of tantivy or its files into one that the user can act on."""
        try:
            yield
        except (ValueError, OSError, RuntimeError) as error:
            if refused := refusal(self._folder, said=str(error)):
                raise refused from error
            raise IndexDamagedError(
                f"The keyword index in {self._folder} cannot be used ({error}); run `ragqa "
                "doctor --repair`, which makes it anew from the catalog.",
                f"无法使用 {self._folder} 中的关键词索引（{error}）；"
                "请运行 `ragqa doctor --repair`，它会根据目录库重建。",
            ) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("document_id", "revision", "every"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="tokens", index_option="freq")
    return builder.build()


def _last_commit(folder: Path) -> tuple[int, ...]:
    """What tells one commit from the next: each puts a new file in the place of this one."""
    stat = (folder / "meta.json").stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _scoreless(query: tantivy.Query) -> tantivy.Query:
    """Of constant score 0, so that being chosen adds nothing to BM25."""
    return tantivy.Query.const_score_query(query, 0.0)


def _found(searcher: tantivy.Searcher, query: tantivy.Query, n: int) -> dict[str, float]:
    hits = searcher.search(query, n, count=False).hits
    return {searcher.doc(address)["id"][0]: float(score) for score, address in hits}


def _holding(searcher: tantivy.Searcher, wanted: Sequence[str]) -> tuple[int, list[int]]:
    """How many chunks there are, and how many have each token."""
    # These count deleted chunks too until their segments are merged, and ``num_docs`` doesn't, so
    # the total is taken from a term that every chunk has.
    total = searcher.doc_freq("every", "1")
    return total, [searcher.doc_freq("body", token) for token in wanted]


def _revision_key(document_id: str, revision: int) -> str:
    return f"{document_id}.{revision}"
