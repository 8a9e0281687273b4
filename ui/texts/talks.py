"""Every sentence about saved conversations, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class TalkTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    title: str = "Conversations"
    show: str = "Show or hide conversations"
    find: str = "Search in conversations"
    none: str = "Conversations are kept here."
    none_found: str = "No conversation holds that."
    off: str = "Conversations are not kept (save_conversations is off)."
    today: str = "Today"
    yesterday: str = "Yesterday"
    week: str = "This week"
    earlier: str = "Earlier"
    delete: str = "Delete the conversation “{title}”"
    confirm_delete: str = "Delete the conversation “{title}” for good?"
    rename: str = "Rename the conversation “{title}”"
    new_name: str = "Name of the conversation"
    export: str = "Export"
    export_markdown: str = "Markdown"
    export_word: str = "Word"
    file_name: str = "conversation"
    sources: str = "Sources"
    quoted: str = "“{quote}”"
    unfinished: str = "The answer is not finished."
    unsupported: str = "Not supported by the documents: “{sentence}”"
    answer_removed: str = (
        "The answer was deleted, because a document that it was made from was removed."
    )
    answer_withheld: str = (
        "The answer was made from documents that you may no longer see, so it is not shown."
    )
    joined: str = "This conversation went on in another tab meanwhile; both parts are kept here."
    deleted: str = (
        "This conversation was deleted meanwhile; nothing of it is kept, and the next question "
        "begins a new one."
    )
    parted: str = (
        "This conversation was changed in another tab meanwhile; what you asked here is kept as a "
        "conversation of its own."
    )
    good: str = "Good answer"
    bad: str = "Bad answer"
    suggested: str = "For example"
    suggest_said: str = "What is said about “{heading}”?"
    suggest_points: str = "What are the main points of “{heading}”?"
    suggest_explain: str = "What should I know about “{heading}”?"


EN = TalkTexts("en")

ZH = TalkTexts(
    "zh",
    title="对话记录",
    show="显示或隐藏对话记录",
    find="在对话中搜索",
    none="对话会保存在这里。",
    none_found="没有包含此内容的对话。",
    off="不保存对话（save_conversations 为 off）。",
    today="今天",
    yesterday="昨天",
    week="一周内",
    earlier="更早",
    delete="删除对话“{title}”",
    confirm_delete="彻底删除对话“{title}”？",
    rename="重命名对话“{title}”",
    new_name="对话名称",
    export="导出",
    export_markdown="Markdown",
    export_word="Word",
    file_name="对话",
    sources="来源",
    quoted="“{quote}”",
    unfinished="回答未完成。",
    unsupported="在文档中没有依据：“{sentence}”",
    answer_removed="此回答所依据的文档已被移除，因此回答也已删除。",
    answer_withheld="此回答所依据的文档您已无权查看，因此不再显示。",
    joined="此对话期间也在另一个标签页中继续过；两边的内容都保留在这里。",
    deleted="此对话期间已被删除，内容不再保存；下一个问题会开始新的对话。",
    parted="此对话期间在另一个标签页中被改动过；您在此处的提问已另存为一个对话。",
    good="回答得好",
    bad="回答得不好",
    suggested="例如",
    suggest_said="关于“{heading}”，文档里说了什么？",
    suggest_points="“{heading}”的要点是什么？",
    suggest_explain="“{heading}”有哪些规定或说明？",
)


def talk_texts(language: Language) -> TalkTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
