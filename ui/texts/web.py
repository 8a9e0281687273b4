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
    tab_documents: str = "Documents"

    question_label: str = "Question"
    question_hint: str = "Ask about your documents"
    keys: str = "Enter sends · Shift+Enter starts a new line"
    send: str = "Send"
    stop: str = "Stop"
    new_conversation: str = "New conversation"
    conversation: str = "Conversation"
    you: str = "You"

    welcome_empty: str = "Begin with your documents"
    welcome_ready: str = "Ask your documents"
    step_add: str = "Add files or a folder under Documents: PDF, Word, web pages, text."
    step_ask: str = "Ask in Chinese or English; the documents may be in either."
    step_check: str = "Click a citation to read the passage it was taken from."
    go_documents: str = "Add documents"
    have_documents: str = "{documents} documents are ready."

    sends_to: str = (
        "Your questions and the passages found for them are sent to the model server {host}."
    )
    no_model_title: str = "Quotes only: no language model is loaded"
    no_model: str = (
        "Answers are sentences quoted from your documents. For written answers, download a GGUF "
        "file of Chinese-Mixtral-Instruct (hfl/chinese-mixtral-instruct-gguf on Hugging Face, or "
        "ChineseAlpacaGroup on ModelScope) and start again with: ragqa web --model FILE"
    )

    searching: str = "Searching"
    reading: str = "Reading {passages} passages"
    rewritten: str = "Searched for: {question}"
    stopped: str = "Stopped."
    unread: str = "{name}: {missing} of {pages} pages have no text and were not searched"
    cited_changed: str = "{name} was changed after this answer; ask again"
    cited_removed: str = "{name} was removed after this answer"
    cut_short: str = "The answer reached its length limit."
    out_of_time: str = "The time for the answer was over."
    answered_in: str = "{model} · {seconds} s"
    quotes_only: str = "quotes only"
    open_citation: str = "Open citation {number}"
    show_citations: str = "{count} citations"
    show_nearest: str = "{count} nearest passages"

    citations: str = "Citations"
    nearest: str = "Nearest passages"
    no_citations: str = "The sources of an answer appear here, each with its file, page and quote."
    none_cited: str = "This answer cites nothing; these passages were read."
    unverified: str = "not verified"
    unverified_hint: str = "The quote does not clearly support the sentence."
    kept: str = "kept as {id}"
    contradiction: str = "Sources differ: {first} or {second}"
    unsupported: str = "Sentences without support in the documents: {count} (underlined)"
    unsupported_hint: str = "Nothing that was read clearly supports this sentence."
    passage: str = "Passage"
    no_passage: str = "Click a citation to read it in its context."
    show_page: str = "Show the page"
    show_text: str = "Show the text"
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
    page: str = "p. {page}"
    pages: str = "pp. {first}–{last}"
    printed: str = "printed {label}"

    add_title: str = "Add documents"
    upload: str = "Drop files or a folder here"
    choose_files: str = "Choose files"
    choose_folder: str = "Choose a folder"
    sending: str = "Receiving {done} of {total} files"
    too_large: str = "The file is larger than the {most} MB allowed; raise max_file_mb to read it."
    not_received: str = "The file did not arrive whole; upload it again."
    folder_label: str = "Folder on this computer"
    folder_hint: str = "/home/me/papers"
    ingest_folder: str = "Read folder"
    folder_help: str = "Run it again after changes: only what is new or changed is read."
    folder_missing: str = "Enter the path of a folder, then press the button."
    list_title: str = "In the index"
    list_empty: str = "No documents yet. Add some above; they can be asked about at once."
    column_document: str = "Document"
    column_pages: str = "Pages"
    column_without_text: str = "Without text"
    column_chunks: str = "Chunks"
    column_status: str = "Status"
    ready: str = "ready"
    warned: str = "check"
    failed: str = "failed"
    delete: str = "Delete"
    delete_one: str = "Delete {source}"
    confirm_delete: str = "Remove “{source}” from the index? The file in its folder stays."
    confirm_delete_upload: str = "Remove “{source}” from the index and delete its uploaded copy?"
    uploaded: str = "uploaded"
    starting: str = "Looking at the files…"
    progress: str = "{done} of {total} files · {chunks} chunks · {seconds} s"
    report: str = "Finished in {seconds} s: {counts}."
    report_nothing: str = "No files to read were found."
    status_new: str = "{count} new"
    status_changed: str = "{count} changed"
    status_moved: str = "{count} moved"
    status_deleted: str = "{count} deleted"
    status_unchanged: str = "{count} unchanged"
    status_failed: str = "{count} failed"
    status_skipped: str = "{count} skipped"

    foreign: str = "Refused: this request comes from a page of another site."
    error: str = "Something went wrong"
    unexpected: str = "Unexpected {kind}; the terminal that runs the page shows the details."

    def status(self, name: str, count: int) -> str:
        """How many files have a status of a report."""
        return str(getattr(self, f"status_{name}")).format(count=count)


EN = WebTexts("en")

ZH = WebTexts(
    "zh",
    tagline="在自己的电脑上，从自己的文档中找到答案",
    language_label="语言",
    tab_chat="问答",
    tab_documents="文档",
    question_label="问题",
    question_hint="就您的文档提问",
    keys="Enter 发送 · Shift+Enter 换行",
    send="发送",
    stop="停止",
    new_conversation="新对话",
    conversation="对话",
    you="您",
    welcome_empty="从添加文档开始",
    welcome_ready="向您的文档提问",
    step_add="在“文档”页添加文件或文件夹：PDF、Word、网页、文本。",
    step_ask="用中文或英文提问；文档也可以是其中任一种语言。",
    step_check="点击引用，即可阅读它所出自的原文段落。",
    go_documents="添加文档",
    have_documents="已有 {documents} 个文档可供提问。",
    sends_to="您的问题和为其找到的段落会发送到模型服务器 {host}。",
    no_model_title="仅摘录原文：尚未加载语言模型",
    no_model=(
        "答案是从文档中摘录的原句。若要生成答案，请下载 Chinese-Mixtral-Instruct 的 GGUF 文件"
        "（Hugging Face 的 hfl/chinese-mixtral-instruct-gguf，或 ModelScope 的 "
        "ChineseAlpacaGroup），然后重新启动：ragqa web --model 文件"
    ),
    searching="正在检索",
    reading="正在阅读 {passages} 个段落",
    rewritten="检索问题：{question}",
    stopped="已停止。",
    unread="{name}：{pages} 页中有 {missing} 页没有文字，未能检索",
    cited_changed="{name} 在此回答之后有改动，请重新提问",
    cited_removed="{name} 在此回答之后已被删除",
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
    kept="已保存为 {id}",
    contradiction="来源不一致：{first} 还是 {second}",
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
    page="第 {page} 页",
    pages="第 {first}–{last} 页",
    printed="印刷页码 {label}",
    add_title="添加文档",
    upload="将文件或文件夹拖到这里",
    choose_files="选择文件",
    choose_folder="选择文件夹",
    sending="正在接收文件 {done} / {total}",
    too_large="文件超过 {most} MB 的上限；如需读取，请调高 max_file_mb。",
    not_received="文件没有完整传到，请重新上传。",
    folder_label="本机文件夹",
    folder_hint="/home/me/papers",
    ingest_folder="读取文件夹",
    folder_help="文件有变动后再次读取即可：只处理新增和更改的部分。",
    folder_missing="请输入文件夹路径，再按按钮。",
    list_title="索引中的文档",
    list_empty="还没有文档。请在上方添加，添加后即可提问。",
    column_document="文档",
    column_pages="页数",
    column_without_text="无文字页",
    column_chunks="片段",
    column_status="状态",
    ready="就绪",
    warned="请检查",
    failed="失败",
    delete="删除",
    delete_one="删除 {source}",
    confirm_delete="从索引中移除“{source}”？文件夹中的文件不受影响。",
    confirm_delete_upload="从索引中移除“{source}”，并删除其上传副本？",
    uploaded="上传的文件",
    starting="正在查看文件…",
    progress="{done} / {total} 个文件 · {chunks} 个片段 · {seconds} 秒",
    report="完成，用时 {seconds} 秒：{counts}。",
    report_nothing="没有找到可读取的文件。",
    status_new="新增 {count}",
    status_changed="更新 {count}",
    status_moved="移动 {count}",
    status_deleted="删除 {count}",
    status_unchanged="未变 {count}",
    status_failed="失败 {count}",
    status_skipped="跳过 {count}",
    foreign="已拒绝：此请求来自其他网站的页面。",
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
