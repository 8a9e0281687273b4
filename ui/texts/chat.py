"""Every sentence of the page's chat, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class ChatTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    mode: str = "Kind of answer"
    mode_answer: str = "Answer"
    mode_quotes: str = "Quotes"
    mode_search: str = "Search"
    mode_whole: str = "Whole document"
    mode_summary: str = "Summary"
    hint_answer: str = "Ask about your documents"
    hint_quotes: str = "Ask; the answer is made of quoted sentences alone"
    hint_search: str = "Words or a question; passages are listed, no model is asked"
    hint_whole: str = "Ask about one document, which is read from its beginning to its end"
    hint_summary: str = "Send, and the main points of what is chosen are told"

    everything: str = "All documents"
    within_collections: str = "Collection {names}|Collections {names}"
    comma: str = ", "
    within_documents: str = "{name}"
    within_more: str = "{name} and {count} more"
    choose: str = "Choose what is searched"
    collections: str = "Collections"
    documents: str = "Documents"
    find_document: str = "Find a document by its name"
    more_documents: str = "{count} more; type a part of the name to find one"
    no_document: str = "No document has this in its name."
    no_documents: str = "There are no documents yet to ask about; add some under Library."
    chosen_gone: str = "The documents you had chosen are no longer there; choose others."
    choose_one: str = "Choose the one document that is to be read, below the question."
    summary_of: str = "Summary: {what}"

    waiting: str = "Waiting: {count} comes first|Waiting: {count} come first"
    prompt_read: str = "Reading: {done} of {total} tokens"
    parts_read: str = "Reading part {done} of {total}"
    found: str = "{count} passage found|{count} passages found, the nearest first"
    found_none: str = "Nothing was found."
    score: str = "score {score}"
    anyway: str = "Answer anyway"
    again: str = "Answer again"
    edit: str = "Edit"
    edit_question: str = "Edit the question: {question}"
    editing: str = "You are editing a question; sending replaces it and what follows."
    cancel: str = "Cancel"
    busy: str = (
        "An answer is still being given. Your text stays here: send it when that has ended, or "
        "stop it with Esc."
    )
    copy_answer: str = "Copy"
    copied: str = "Copied"

    details: str = "Details"
    estimated: str = "estimated"
    ledger_instructions: str = "instructions"
    ledger_history: str = "earlier questions"
    ledger_passages: str = "{count} passage|{count} passages"
    ledger_left_out: str = (
        "{count} passage, {left_out} left out|{count} passages, {left_out} left out"
    )
    ledger_question: str = "question"
    ledger_reserved: str = "kept for the answer"
    ledger_free: str = "free"
    ledger_context: str = "context window in tokens"
    ledger_reused: str = "read before and kept"


EN = ChatTexts("en")

ZH = ChatTexts(
    "zh",
    mode="回答方式",
    mode_answer="回答",
    mode_quotes="摘录",
    mode_search="检索",
    mode_whole="通读全文",
    mode_summary="摘要",
    hint_answer="请输入关于文档的问题",
    hint_quotes="请输入问题；只用文档原句作答",
    hint_search="请输入问题或关键词；只列出相关段落，不调用模型",
    hint_whole="就一个文档提问，模型会从头到尾读完它",
    hint_summary="点击发送，即可得到所选内容的要点",
    everything="全部文档",
    within_collections="集合 {names}",
    comma="、",
    within_documents="{name}",
    within_more="{name} 等 {count} 个",
    choose="选择检索范围",
    collections="集合",
    documents="文档",
    find_document="按名称查找文档",
    more_documents="另有 {count} 个；输入名称的一部分即可查找",
    no_document="没有名称包含此内容的文档。",
    no_documents="还没有可供提问的文档；请先在“文档库”页添加。",
    chosen_gone="您选择的文档已不存在，请重新选择。",
    choose_one="请在问题下方选择要通读的一个文档。",
    summary_of="摘要：{what}",
    waiting="排队中：前面还有 {count} 个",
    prompt_read="正在阅读：{done} / {total} 个词元",
    parts_read="正在阅读第 {done} / {total} 部分",
    found="找到 {count} 个段落，最接近的在前",
    found_none="没有找到相关内容。",
    score="得分 {score}",
    anyway="仍要回答",
    again="重新回答",
    edit="修改",
    edit_question="修改问题：{question}",
    editing="您正在修改一个问题；发送后将替换它及其后的内容。",
    cancel="取消",
    busy="上一个问题仍在回答中。您输入的内容会保留：请等回答结束后再发送，或按 Esc 停止。",
    copy_answer="复制",
    copied="已复制",
    details="详情",
    estimated="估计值",
    ledger_instructions="指令",
    ledger_history="之前的问答",
    ledger_passages="{count} 个段落",
    ledger_left_out="{count} 个段落，略去 {left_out} 个",
    ledger_question="问题",
    ledger_reserved="留给回答",
    ledger_free="空余",
    ledger_context="上下文窗口（词元）",
    ledger_reused="此前已读并保留",
)


def chat_texts(language: Language) -> ChatTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
