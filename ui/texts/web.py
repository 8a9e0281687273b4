"""Every sentence of the browser page, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class WebTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    tagline: str = "Answers from your own documents, on your own machine"
    language_label: str = "Language"
    tab_chat: str = "Chat"
    tab_documents: str = "Library"

    question_label: str = "Question"
    keys: str = "Enter sends · Shift+Enter: new line · ↑ edits · Esc stops · / writes"
    send: str = "Send"
    stop: str = "Stop"
    new_conversation: str = "New conversation"
    conversation: str = "Conversation"
    you: str = "You"

    welcome_empty: str = "Begin with your documents"
    welcome_ready: str = "Ask your documents"
    step_add: str = "Add files or a folder under Library: PDF, Word, web pages, text."
    step_ask: str = "Ask in Chinese or English; the documents may be in either."
    step_check: str = "Click a citation to read the passage it was taken from."
    go_documents: str = "Add documents"
    have_documents: str = "{count} document is ready.|{count} documents are ready."

    sends_to: str = (
        "Your questions and the passages found for them are sent to the model server {host}."
    )
    no_model_title: str = "Quotes only: no language model is loaded"
    no_model: str = (
        "Answers are sentences quoted from your documents. For written answers, `ragqa models` "
        "says which Chinese-Mixtral-Instruct suits this computer and how to fetch it; then start "
        "again with: ragqa web --model FILE"
    )

    searching: str = "Searching"
    reading: str = "Reading {count} passage|Reading {count} passages"
    rewritten: str = "Searched for: {question}"
    stopped: str = "Stopped."
    unread: str = (
        "{name}: {count} of {pages} pages has no text and was not searched|"
        "{name}: {count} of {pages} pages have no text and were not searched"
    )
    cited_changed: str = "{name} was changed after this answer; ask again"
    cited_removed: str = "{name} was removed after this answer"
    weak: str = "Answered from weak evidence: look at the passages."
    cut_short: str = "The answer reached its length limit."
    out_of_time: str = "The time for the answer was over."
    answered_in: str = "{model} · {seconds} s"
    quotes_only: str = "quotes only"
    open_citation: str = "Open citation {number}"
    show_citations: str = "{count} citation|{count} citations"
    show_nearest: str = "{count} nearest passage|{count} nearest passages"

    citations: str = "Citations"
    nearest: str = "Nearest passages"
    no_citations: str = "The sources of an answer appear here, each with its file, page and quote."
    none_cited: str = "This answer cites nothing; these passages were read."
    unverified: str = "not verified"
    unverified_hint: str = "The quote does not clearly support the sentence."
    kept: str = "Kept as {id}; `ragqa replay {id}` gives it again."
    contradiction: str = "Sources differ: {first} or {second}"
    contradiction_in: str = "Sources differ: {first} ({here}) or {second} ({there})"
    unsupported: str = "Sentences without support in the documents: {count} (underlined)"
    unsupported_hint: str = "Nothing that was read clearly supports this sentence."
    passage: str = "Passage"
    no_passage: str = "Click a citation to read it in its context."
    show_page: str = "As page"
    show_text: str = "As text"
    opening_page: str = "Opening page {page}"
    page_picture: str = "Page {page} of {name}"
    page_of: str = "{page} / {pages}"
    previous_page: str = "Previous page"
    next_page: str = "Next page"
    zoom: str = "Zoom"
    not_marked: str = "The quote could not be located on this picture; the text shows it marked."
    text_instead: str = "The stored text is shown. {reason}"
    copy_quote: str = "Copy with source"
    copied: str = "Copied"
    quotation: str = "“{quote}” — {source}"
    comma: str = ", "
    printed: str = "printed {label}"

    offline: str = "The server does not answer."
    offline_hint: str = "What you typed is kept, and the page comes back by itself."
    foreign: str = "Refused: this request comes from a page of another site."
    unknown_host: str = (
        "This server is not asked for by that name: use its address, or add the name to the "
        "setting hosts."
    )
    error: str = "Something went wrong"
    unexpected: str = "Unexpected {kind}; the terminal that runs the page shows the details."


EN = WebTexts("en")

ZH = WebTexts(
    "zh",
    tagline="在自己的电脑上，从自己的文档中找到答案",
    language_label="语言",
    tab_chat="问答",
    tab_documents="文档库",
    question_label="问题",
    keys="Enter 发送 · Shift+Enter 换行 · ↑ 修改 · Esc 停止 · / 输入",
    send="发送",
    stop="停止",
    new_conversation="新对话",
    conversation="对话",
    you="您",
    welcome_empty="从添加文档开始",
    welcome_ready="向您的文档提问",
    step_add="在“文档库”页添加文件或文件夹：PDF、Word、网页、文本。",
    step_ask="用中文或英文提问；文档也可以是其中任一种语言。",
    step_check="点击引用，即可阅读它所出自的原文段落。",
    go_documents="添加文档",
    have_documents="已有 {count} 个文档可供提问。",
    sends_to="您的问题和为其找到的段落会发送到模型服务器 {host}。",
    no_model_title="仅摘录原文：尚未加载语言模型",
    no_model=(
        "答案是从文档中摘录的原句。若要生成答案，请运行 `ragqa models`，查看适合本机的 "
        "Chinese-Mixtral-Instruct 及下载命令，下载后重新启动：ragqa web --model 文件"
    ),
    searching="正在检索",
    reading="正在阅读 {count} 个段落",
    rewritten="检索问题：{question}",
    stopped="已停止。",
    unread="{name}：{pages} 页中有 {count} 页没有文字，未能检索",
    cited_changed="{name} 在此回答之后有改动，请重新提问",
    cited_removed="{name} 在此回答之后已被删除",
    weak="依据不足，仍按要求作答：请核对段落。",
    cut_short="答案达到长度上限。",
    out_of_time="回答时间已到。",
    answered_in="{model} · {seconds} 秒",
    quotes_only="仅摘录原文",
    open_citation="打开引用 {number}",
    show_citations="{count} 条引用",
    show_nearest="{count} 个最接近的段落",
    citations="引用",
    nearest="最接近的段落",
    no_citations="答案的来源会显示在这里：文件、页码和原文引句。",
    none_cited="此答案没有引用；以下是所阅读的段落。",
    unverified="未核实",
    unverified_hint="引句不能明确支持该句。",
    kept="已保存为 {id}；`ragqa replay {id}` 可重放。",
    contradiction="来源不一致：{first} 还是 {second}",
    contradiction_in="来源不一致：{first}（{here}）还是 {second}（{there}）",
    unsupported="{count} 个句子在文档中没有依据（已加下划线）",
    unsupported_hint="所读的资料不能明确支持这句话。",
    passage="原文",
    no_passage="点击一条引用，在上下文中阅读。",
    show_page="查看页面",
    show_text="查看文字",
    opening_page="正在打开第 {page} 页",
    page_picture="{name} 第 {page} 页",
    page_of="{page} / {pages}",
    previous_page="上一页",
    next_page="下一页",
    zoom="缩放",
    not_marked="无法在此页图像上定位引句；可在文字中查看标记。",
    text_instead="现显示已保存的文字。{reason}",
    copy_quote="连同来源复制",
    copied="已复制",
    quotation="“{quote}”——{source}",
    comma="，",
    printed="印刷页码 {label}",
    offline="服务没有响应。",
    offline_hint="您输入的内容会保留，恢复后页面自动继续。",
    foreign="已拒绝：此请求来自其他网站的页面。",
    unknown_host="本服务不用这个主机名访问：请使用其地址，或把该主机名加入设置 hosts。",
    error="出错了",
    unexpected="意外错误 {kind}；详情见运行本页面的终端。",
)


def web_texts(language: Language) -> WebTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN


def preferred(accept: str) -> Language:
    """The better of Chinese and English for an Accept-Language header; English when neither."""
    best: tuple[float, Language] = (0.0, "en")
    for entry in accept.lower().split(","):
        tag, _, parameters = entry.strip().partition(";")
        quality = _quality(parameters)
        for language in ("zh", "en"):
            if tag.split("-")[0] == language and quality > best[0]:
                best = (quality, language)
    return best[1]


def _quality(parameters: str) -> float:
    value = parameters.strip().removeprefix("q=").strip()
    try:
        return float(value) if value else 1.0
    except ValueError:
        return 0.0
