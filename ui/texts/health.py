"""Every sentence of the page's Settings and health, in English and Chinese. Constant templates."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class HealthTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    tab: str = "Settings"
    model_title: str = "Language model"
    model_none: str = "None: answers are quotes"
    model_none_hint: str = (
        "Answers are sentences of your documents, word for word. For written answers, load "
        "Chinese-Mixtral-Instruct: see below."
    )
    file: str = "File"
    size: str = "Size"
    window: str = "Window"
    tokens: str = "{count} tokens"
    gpu: str = "GPU"
    queue: str = "Queue"
    queue_none: str = "nobody waits"
    queue_some: str = "{count} question waits for its turn|{count} questions wait for their turn"
    server: str = "Server"

    index_title: str = "Index"
    folder: str = "Folder"
    documents: str = "Documents"
    collections: str = "Collections"
    on_disk: str = "On disk"
    embedder: str = "Embedder"

    health_title: str = "Health"
    health_hint: str = (
        "Tries every part for real: a test document is written, searched and thrown away."
    )
    check: str = "Check everything"
    checking: str = "Checking…"
    well: str = "All is well."
    unwell: str = "{count} of {total} checks failed."
    passed: str = "works"
    failed: str = "failed"
    untried: str = "not tried"

    advice_title: str = "Get Chinese-Mixtral-Instruct"
    advice_recommended: str = (
        "For this computer: {quant} ({gb} GB). Run this in a terminal; it can be broken off and "
        "goes on where it was:"
    )
    advice_here: str = "It is on this computer already. End this server and start it again with:"
    advice_mirror: str = "Where Hugging Face cannot be reached, add:"
    advice_none: str = (
        "None that is worth having fits into the free memory ({ram} GB of {total} GB). A model "
        "server on another computer can answer instead:"
    )
    advice_unknown: str = (
        "This system does not say how much memory is free; Q4_K needs about 27 GB."
    )
    advice_all: str = "All quantizations"
    memory: str = "Free memory: {ram} GB of {total} GB."
    column_quant: str = "Quantization"
    column_size: str = "Size (GB)"
    column_perplexity: str = "Perplexity"
    column_fit: str = "On this computer"
    recommended: str = "recommended"
    copy: str = "Copy"
    copied: str = "Copied"

    versions_title: str = "Versions"
    settings_title: str = "All settings"
    settings_hint: str = (
        "Set in ragqa.toml, in the environment (RAGQA_…) or on the command line; the server reads "
        "them when it starts."
    )
    column_setting: str = "Setting"
    column_value: str = "Value"
    column_meaning: str = "Meaning"
    changed: str = "changed"


EN = HealthTexts("en")

ZH = HealthTexts(
    "zh",
    tab="设置",
    model_title="语言模型",
    model_none="无：仅摘录原文",
    model_none_hint=(
        "答案是文档中的原句。如需生成答案，请加载 Chinese-Mixtral-Instruct，方法见下。"
    ),
    file="文件",
    size="大小",
    window="上下文窗口",
    tokens="{count} 个词元",
    gpu="GPU",
    queue="排队",
    queue_none="无人等待",
    queue_some="有 {count} 个问题在等待",
    server="服务器",
    index_title="索引",
    folder="文件夹",
    documents="文档",
    collections="集合",
    on_disk="占用磁盘",
    embedder="嵌入模型",
    health_title="健康状况",
    health_hint="逐项实际测试：写入一个测试文档，检索后即丢弃。",
    check="全部检查",
    checking="正在检查…",
    well="一切正常。",
    unwell="{total} 项检查中有 {count} 项失败。",
    passed="正常",
    failed="失败",
    untried="未测试",
    advice_title="获取 Chinese-Mixtral-Instruct",
    advice_recommended="适合本机：{quant}（{gb} GB）。请在终端运行，中断后可继续：",
    advice_here="本机已有该模型。请结束此服务，再用以下命令启动：",
    advice_mirror="无法访问 Hugging Face 时请加上：",
    advice_none=(
        "空闲内存（{ram} GB，共 {total} GB）装不下值得使用的版本。可改用另一台电脑上的模型服务器："
    ),
    advice_unknown="系统未告知空闲内存；Q4_K 约需 27 GB。",
    advice_all="全部量化版本",
    memory="空闲内存：{ram} GB，共 {total} GB。",
    column_quant="量化",
    column_size="大小（GB）",
    column_perplexity="困惑度",
    column_fit="在本机",
    recommended="推荐",
    copy="复制",
    copied="已复制",
    versions_title="版本",
    settings_title="全部设置",
    settings_hint="可写在 ragqa.toml、环境变量（RAGQA_…）或命令行中；服务启动时读取。",
    column_setting="设置",
    column_value="值",
    column_meaning="含义",
    changed="已更改",
)


def health_texts(language: Language) -> HealthTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
