"""What `ragqa eval` and `ragqa selftest` say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from ragqa.text.counted import counted
from ui.texts import Language
from ui.texts.commands import Pair
from ui.texts.help import pick

SENTENCES: Mapping[str, Pair] = {
    "title": ("Evaluation of {name}", "评测：{name}"),
    "selftest_title": ("Self-test of the index {name}", "索引自测：{name}"),
    "made": (
        "{date}; embedder {embedder}; {documents}, {chunks}; seed {seed}",
        "{date}；嵌入模型 {embedder}；{documents}，{chunks}；随机种子 {seed}",
    ),
    "made_long": (
        "{date}; embedder {embedder}; {count} item; seed {seed}|"
        "{date}; embedder {embedder}; {count} items; seed {seed}",
        "{date}；嵌入模型 {embedder}；题目 {count} 道；随机种子 {seed}",
    ),
    "search": ("Search, {count} question|Search, {count} questions", "检索，{count} 个问题"),
    "interval": (
        "In brackets: 95 % confidence interval (bootstrap over the questions; it cannot be seen "
        "where all of them came out the same).",
        "方括号内为 95% 置信区间（对问题自助抽样；若所有问题结果相同则看不出区间）。",
    ),
    "difference": ("Difference to {mode}, on the same questions", "与 {mode} 之差（同一批问题）"),
    "difference_note": (
        "Where the brackets do not hold 0, the difference is more than chance.",
        "方括号不含 0 时，差异并非偶然。",
    ),
    "answers": (
        "Answers, {count} question, by {model}|Answers, {count} questions, by {model}",
        "回答，{count} 个问题，由 {model} 作答",
    ),
    "quoting": ("quoting, without a language model", "摘句（未用语言模型）"),
    "latency": ("Seconds by stage", "各阶段用时（秒）"),
    "longbench": ("LongBench scores", "LongBench 得分"),
    "failed": ("Not read or not asked: {names}", "未能读取或提问：{names}"),
    "absent": (
        "! The questions name documents that are not there, and that nothing can find: {names}",
        "! 问题所指的文档不存在，因此无法找到：{names}",
    ),
    "repeated": (
        "! Ids that corpus.jsonl gives to several texts, of which only the last is there: {names}",
        "! corpus.jsonl 中有多个文本使用同一编号，仅保留最后一个：{names}",
    ),
    "left_out": (
        "Questions of the set that were not asked, since they have no word or no gold text: "
        "{count}",
        "问题集中未提问的问题数（没有文字，或没有标准文档）：{count}",
    ),
    "missed": ("Not found among the first five by {mode}: {ids}", "{mode} 未在前五名中找到：{ids}"),
    "more": ("… and {count} more", "…… 另有 {count} 个"),
    "saved": ("Saved in {folder}: {files}", "已保存到 {folder}：{files}"),
    "stage_ingest": ("Ingesting the documents", "正在导入文档"),
    "stage_search": ("Searching", "正在检索"),
    "stage_answers": ("Answering", "正在回答"),
    "stage_items": ("Reading and answering", "正在阅读并回答"),
    "self_search": (
        "{count} sentence of your documents, asked for by part of its words|"
        "{count} sentences of your documents, asked for by part of their words",
        "取自您文档的 {count} 个句子，各以其中一部分词提问",
    ),
    "self_refusal": (
        "The same questions, with and without the passage that holds the sentence",
        "同样的问题：有、无该句所在段落时",
    ),
    "self_read": (
        "How to read it: {recall} of the sentences should be near 1; such questions use words of "
        "the document, so people's questions do somewhat worse. The share answered says how often "
        "the evidence gate lets a good question through. The share refused counts questions whose "
        "passage was hidden; what remains is of the same documents and may really answer some of "
        "them, so 1 is not to be expected. Far from your documents, refusals are more frequent.",
        "如何理解：{recall} 应接近 1；这类问题用的是文档中的词，因此人的提问结果会略低。"
        "作答的比例说明证据门槛放行正确问题的频率。拒答的比例针对所在段落被隐藏的问题；"
        "其余内容仍来自同一批文档，有时确实能回答，因此不会达到 1。"
        "与您的文档无关的问题，拒答会更多。",
    ),
    "self_low": (
        "! Many sentences are not found: look at `ragqa doctor`, and at what `ragqa sources` says "
        "of pages without text.",
        "! 许多句子没有找到：请运行 `ragqa doctor`，并查看 `ragqa sources` 中没有文字的页。",
    ),
    "self_missed": ("Not among the first five: {sentence}", "未进入前五名：{sentence}"),
}

LABELS: Mapping[str, Pair] = {
    "mode": ("mode", "方式"),
    "metric": ("metric", "指标"),
    "value": ("value", "值"),
    "dataset": ("dataset", "数据集"),
    "items": ("items", "题数"),
    "score": ("score", "得分"),
    "stage": ("stage", "阶段"),
    "em": ("exact match (EM)", "完全匹配（EM）"),
    "f1": ("F1 of words", "词 F1"),
    "contains": ("answer holds the gold answer", "回答包含标准答案"),
    "first_quote_contains": ("first quote holds it", "首条引文包含标准答案"),
    "refusal_precision": ("refusals that are right", "拒答的准确率"),
    "refusal_recall": ("unanswerable questions refused", "不可答问题的拒答率"),
    "false_refusals": ("answerable questions refused", "可答问题被误拒的比例"),
    "citation_precision": ("citations verified", "引用核实的比例"),
    "answered": ("answered, the passage being there", "段落存在时作答的比例"),
    "refused": ("refused, the passage being hidden", "隐藏该段落后拒答的比例"),
    "citations": ("citations", "引用数"),
    "prompt_mean": ("prompt tokens, mean", "提示词元，平均"),
    "prompt_total": ("prompt tokens, all", "提示词元，合计"),
    "passages_mean": ("of them passages, mean", "其中段落词元，平均"),
    "condense": ("rewriting a follow-up", "改写追问"),
    "search": ("search", "检索"),
    "embed": ("embedding the question", "嵌入问题"),
    "dense": ("search by meaning", "语义检索"),
    "lexical": ("search by words", "词语检索"),
    "fuse": ("joining scores", "合并得分"),
    "rerank": ("comparing word by word", "逐词比较"),
    "pack": ("choosing passages", "选取段落"),
    "first_token": ("until the first word", "至首个词元"),
    "generate": ("writing", "生成"),
    "total": ("total", "合计"),
}


def say(name: str, language: Language, /, *, count: int = 0, **values: object) -> str:
    """A sentence in ``language``, filled in, and in the form for the number that it holds."""
    return counted(pick(SENTENCES[name], language), count, **values)


def label(name: str, language: Language) -> str:
    """The word for a figure; its own name where it is the same in both languages."""
    return pick(LABELS[name], language) if name in LABELS else name
