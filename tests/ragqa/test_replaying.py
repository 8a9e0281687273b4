from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ragqa import chat_model
from ragqa.answer.fence import Fence
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.index import Index
from ragqa.replaying import Difference, replay, stale
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.search.gates import RERANKED
from ragqa.store.kept.recorded import UNKNOWN
from ragqa.store.kept.records import Records
from ragqa.store.key import key_of
from ragqa.types import Question, Turn
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.ragqa.chains import ASKED
from tests.stocked import DOCUMENTS, LEAVE, chunks_of, open_stocked


def chain_of(index: Index, *answers: str, threshold: float = 0.0, seed: int = 7) -> RagChain:
    return RagChain(
        HybridRetriever(index=index, k=3),
        ScriptedChat(answers=list(answers) or [f"{LEAVE} [1]"], name="scripted"),
        context_size=4096,
        answer_tokens=256,
        evidence=replace(RERANKED, threshold=threshold),
        seed=seed,
        records=Records(index.folder),
        made_with=lambda: {"top_k": 40},
        fence=Fence(key_of(index.folder)),
    )


def test_a_replay_tells_where_else_it_stands(tmp_path: Path) -> None:
    documents = {"手册.pdf": DOCUMENTS["手册.pdf"], "手册.md": DOCUMENTS["手册.pdf"]}
    with open_stocked(tmp_path / "copies", documents) as index:
        chain = chain_of(index)
        first = chain.invoke(ASKED)
        assert [copy.source for copy in first.citations[0].also] == ["手册.md"]
        found = replay(Records(index.folder).get(first.id), chain)
    assert found.answer is not None
    assert found.answer.citations == first.citations
    assert found.answer.passages == first.passages


def change(index: Index, source: str) -> None:
    """Put a second revision of a document, with other text, in place of the first."""
    known = index.find(source)
    chunks = [replace(c, revision=2) for c in chunks_of(source, ["员工每年有二十天年假。"])]
    vectors = HashEmbeddings().embed_documents([c.text for c in chunks])
    with index.writer() as writer:
        writer.put(replace(known, revision=2, chunks=1, pages=1), chunks, vectors)


@pytest.mark.parametrize(
    "question",
    [
        Question(ASKED),
        Question(ASKED, whole=True, scope=Scope(sources=("手册.pdf",))),
        Question("那怎么申请？", (Turn(ASKED, "十五天。"), Turn("真的？", "是。"))),
        Question("How does dh_make create templates?", scope=Scope(types=("md",))),
    ],
)
def test_a_replay_asks_letter_for_letter_the_same(index: Index, question: Question) -> None:
    chain = chain_of(index)
    first = chain.invoke(question)
    found = replay(Records(index.folder).get(first.id), chain)
    assert isinstance(chain.model, ScriptedChat)
    asked, again = ([m.content for m in messages] for messages in chain.model.history)
    assert asked == again
    assert (found.same_prompt, found.same_text, found.differences) == (True, True, ())
    assert found.answer is not None
    assert found.answer.passages == first.passages
    assert found.answer.citations == first.citations
    assert len(Records(index.folder).all()) == 1


def test_a_shortened_passage_is_rebuilt_too(tmp_path: Path) -> None:
    long = {"long.txt": (" ".join(f"Sentence {n} tells of apples." for n in range(200)),)}
    with open_stocked(tmp_path, long) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=["ok"]),
            context_size=512,
            answer_tokens=64,
            evidence=None,
            records=Records(tmp_path),
        )
        first = chain.invoke("Which sentences tell of apples?")
        assert any(not passage.chunk_ids for passage in first.passages)
        found = replay(Records(tmp_path).get(first.id), chain)
        assert (found.same_prompt, found.same_text) == (True, True)
        assert found.answer is not None
        assert found.answer.passages == first.passages


def test_a_refusal_is_replayed_without_asking_the_model(index: Index) -> None:
    chain = chain_of(index, threshold=9.0)
    found = replay(Records(index.folder).get(chain.invoke(ASKED).id), chain)
    assert (found.same_prompt, found.same_text) == (True, True)
    assert isinstance(chain.model, ScriptedChat)
    assert chain.model.history == []


def test_an_answer_from_too_little_is_replayed_as_one(index: Index) -> None:
    chain = chain_of(index, threshold=9.0)
    record = Records(index.folder).get(chain.invoke(Question(ASKED, anyway=True)).id)
    found = replay(record, chain)
    assert (record.refused, found.same_prompt, found.same_text) == (False, True, True)
    change(index, "手册.pdf")  # searched for anew, and answered all the same
    found = replay(record, chain)
    assert found.answer is not None
    assert (found.answer.refused, found.answer.weak) == (False, True)


def test_another_text_is_seen(index: Index) -> None:
    chain = chain_of(index, f"{LEAVE} [1]", "请假须提前三天向经理申请。 [1]")
    found = replay(Records(index.folder).get(chain.invoke(ASKED).id), chain)
    assert (found.same_prompt, found.same_text, found.differences) == (True, False, ())


def test_another_model_seed_and_setting_are_named(index: Index) -> None:
    key = chain_of(index).invoke(ASKED).id
    other = chain_of(index, seed=8)
    other.model_name = "another"
    other.made_with = lambda: {"top_k": 5}
    found = replay(Records(index.folder).get(key), other)
    assert set(found.differences) == {
        Difference("model", "model", "scripted", "another"),
        Difference("seed", "seed", "7", "8"),
        Difference("setting", "top_k", "40", "5"),
    }
    assert found.same_prompt


def test_what_an_old_record_does_not_say_is_told_so(index: Index) -> None:
    chain = chain_of(index)
    record = Records(index.folder).get(chain.invoke(ASKED).id)
    old = replace(record, made_with={"top_k": 40, "model_sha256": UNKNOWN})
    chain.made_with = lambda: {"top_k": 40, "model_sha256": "abc"}

    assert replay(old, chain).differences == (Difference("unknown", "model_sha256", "", "abc"),)


def test_a_document_that_changed_since_is_named_and_search_runs_anew(index: Index) -> None:
    chain = chain_of(index)
    first = chain.invoke(ASKED)
    record = Records(index.folder).get(first.id)
    assert stale(record.cited, index) == ()
    change(index, "手册.pdf")
    changed = Difference("changed", "手册.pdf", "1", "2")
    assert stale(record.cited, index) == (changed,)
    found = replay(record, chain)
    assert changed in found.differences
    assert not found.same_prompt
    assert found.answer is not None
    assert any("二十天" in passage.text for passage in found.answer.passages)


def test_a_document_that_was_removed_is_named(index: Index) -> None:
    chain = chain_of(index)
    record = Records(index.folder).get(chain.invoke(ASKED).id)
    with index.writer() as writer:
        writer.remove(index.find("手册.pdf").document_id)
    assert stale(record.cited, index) == (Difference("removed", "手册.pdf", "1"),)
    assert not replay(record, chain).same_prompt


def test_a_real_model_gives_the_same_text_again(index: Index, tiny_gguf: Path) -> None:
    given = {"model": str(tiny_gguf), "context_size": 1024, "answer_tokens": 16, "seed": 3}
    model = chat_model.open_chat(load_settings(given).settings, index.embeddings)
    assert isinstance(model, LlamaCppChat)
    try:
        chain = RagChain(
            HybridRetriever(index=index, k=3),
            model,
            context_size=1024,
            answer_tokens=16,
            evidence=None,
            seed=3,
            records=Records(index.folder),
        )
        first = chain.invoke(ASKED)
        found = replay(Records(index.folder).get(first.id), chain)
    finally:
        model.close()
    assert first.text
    assert (found.same_prompt, found.same_text) == (True, True)


def test_what_is_found_now_and_was_not_then_is_named(index: Index) -> None:
    chain = chain_of(index, threshold=9.0)
    key = chain.invoke(Question(ASKED, scope=Scope(types=("pdf",)))).id
    text = "员工每年有多少天年假？员工每年有三十天年假。"
    chunks = chunks_of("新.pdf", [text])
    with index.writer() as writer:
        source = replace(
            index.find("手册.pdf"),
            document_id=chunks[0].document_id,
            source="新.pdf",
            path="/docs/新.pdf",
            revision=1,
            chunks=1,
            pages=1,
        )
        writer.put(source, chunks, HashEmbeddings().embed_documents([text]))
    found = replay(Records(index.folder).get(key), chain)
    assert found.differences == (Difference("found", "新.pdf"),)
    assert not found.same_prompt


def test_conditions_of_the_retriever_are_kept_with_an_answer(index: Index) -> None:
    chain = chain_of(index, threshold=9.0)
    chain.retriever.scope = Scope(types=("md",))
    record = Records(index.folder).get(chain.invoke(ASKED).id)
    chain.retriever.scope = Scope()
    found = replay(record, chain)
    assert (found.same_prompt, found.differences) == (True, ())


def test_a_collection_that_is_no_more_is_told(index: Index) -> None:
    chain = chain_of(index, threshold=9.0)
    name = next(iter(index.collections()))
    record = Records(index.folder).get(
        chain.invoke(Question(ASKED, scope=Scope(collection=name))).id
    )
    gone = replace(record, scope={"collection": "gone"})
    found = replay(gone, chain)
    assert found.answer is None
    assert 'no collection "gone"' in str(found.failure)


def test_an_answer_whose_scope_was_removed_is_compared_without_a_new_one(index: Index) -> None:
    chain = chain_of(index)
    first = chain.invoke(Question(ASKED, scope=Scope(sources=("手册.pdf",))))
    record = Records(index.folder).get(first.id)
    with index.writer() as writer:
        writer.remove(index.find("手册.pdf").document_id)
    found = replay(record, chain)
    assert found.answer is None
    assert (found.same_prompt, found.same_text) == (False, False)
    assert found.differences == (Difference("removed", "手册.pdf", "1"),)


def test_a_new_search_is_for_the_question_that_was_searched_for_then(index: Index) -> None:
    chain = chain_of(index)
    asked = Question("那怎么申请？", (Turn(ASKED, "十五天。"),))
    kept = Records(index.folder).get(chain.invoke(asked).id)
    # Rewritten then by a model that saw more of the conversation than was kept.
    record = replace(kept, standalone="年假怎么向经理申请？", history=())
    change(index, "手册.pdf")
    found = replay(record, chain)
    assert found.answer is not None
    assert found.answer.standalone_question == record.standalone
