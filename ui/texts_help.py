"""What each command, option, setting and doctor's check means: (English, Chinese) by name."""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts import Language

Pair = tuple[str, str]

PROGRAM: Pair = (
    "Private question answering over your own documents, on your own machine.",
    "在自己的电脑上，对自己的文档进行私密问答。",
)

COMMANDS: Mapping[str, Pair] = {
    "ingest": (
        "Bring the index up to date with a folder.",
        "使索引与文件夹保持一致。",
    ),
    "watch": (
        "Keep the index in line with a folder as it changes, until Ctrl-C.",
        "持续监视文件夹，使索引随其变化更新，直到按 Ctrl-C。",
    ),
    "ask": (
        "Answer one question with numbered citations.",
        "回答一个问题，并给出编号的引用。",
    ),
    "chat": (
        "Ask question after question; follow-ups are understood.",
        "连续提问，可以追问。",
    ),
    "search": (
        "Show the chunks that fit a question, with their scores.",
        "显示与问题相符的片段及其得分。",
    ),
    "sources": ("List the documents in the index.", "列出索引中的文档。"),
    "remove": (
        "Take documents out of the index; the files themselves stay.",
        "从索引中移除文档；文件本身保留。",
    ),
    "backup": (
        "Write the whole index to one file, while it may be in use.",
        "将整个索引写入一个文件；期间索引可照常使用。",
    ),
    "restore": (
        "Make the index from a backup, which is checked first.",
        "从备份恢复索引；会先检查备份。",
    ),
    "eval": (
        "Measure how well search finds the gold pages of a question set.",
        "用带标准答案页的问题集衡量检索质量。",
    ),
    "config": (
        "Show every setting, its value and where it came from.",
        "显示所有设置、其值及来源。",
    ),
    "doctor": (
        "Check that everything works, and say what to do.",
        "逐项检查是否一切正常，并说明如何处理。",
    ),
    "web": ("Open the page for the browser.", "打开浏览器页面。"),
}

OPTIONS: Mapping[str, Pair] = {
    "folder": ("Folder of the documents.", "文档所在的文件夹。"),
    "eval.folder": (
        "Question set: a BEIR folder, or a folder of documents.",
        "问题集：BEIR 格式的文件夹，或文档文件夹。",
    ),
    "question": (
        'The question; "-" reads it from standard input.',
        "问题；“-” 表示从标准输入读取。",
    ),
    "file": ("File of the backup.", "备份文件。"),
    "force": ("Replace what is there.", "替换已有的内容。"),
    "repair": (
        "Compare the stores chunk by chunk and make anew those that differ.",
        "逐个片段比较各存储，并重建不一致的部分。",
    ),
    "names": ("Documents as `ragqa sources` lists them.", "文档名，与 `ragqa sources` 所列一致。"),
    "index": ("Folder of the index.", "索引所在的文件夹。"),
    "model": ("GGUF file of the language model.", "语言模型的 GGUF 文件。"),
    "language": ("Language of messages.", "提示信息的语言。"),
    "assignments": (
        "Any setting of `ragqa config`; may be repeated.",
        "`ragqa config` 中的任一设置；可重复。",
    ),
    "passages": ("Most passages given to the model.", "最多提供给模型的段落数。"),
    "search.passages": ("How many chunks to show.", "显示的片段数。"),
    "depth": ("How many results recall looks at.", "计算召回率时考察的结果数。"),
    "modes": (
        "hybrid (default), dense or lexical; may be repeated.",
        "hybrid（默认）、dense 或 lexical；可重复。",
    ),
    "as_json": ("Print JSON.", "输出 JSON。"),
    "sources": (
        "Search only this document; may be repeated.",
        "只在此文档中检索；可重复。",
    ),
    "collection": (
        "Search only documents of this collection.",
        "只在此集合的文档中检索。",
    ),
    "ingest.collection": (
        "Collection that the folder's documents belong to.",
        "该文件夹中的文档所属的集合。",
    ),
    "watch.collection": (
        "Collection that the folder's documents belong to.",
        "该文件夹中的文档所属的集合。",
    ),
    "sources.collection": (
        "List only documents of this collection.",
        "只列出此集合中的文档。",
    ),
    "verbose": ("Show tokens and seconds spent.", "显示所用的词元和时间。"),
    "rebuild": (
        "Empty the index first, as after a change of embedder.",
        "先清空索引，例如更换嵌入模型之后。",
    ),
    "plan": (
        "Only show what would be new, changed, moved or deleted.",
        "只显示将新增、更新、移动、删除哪些文件。",
    ),
    "questions": (
        "File of questions; default questions.jsonl in the folder.",
        "问题文件；默认为文件夹中的 questions.jsonl。",
    ),
    "host": ("Address to listen on.", "监听的地址。"),
    "port": ("Port to listen on; 0 takes any.", "监听的端口；0 表示任意。"),
    "browser": ("Open the page in a browser.", "在浏览器中打开页面。"),
    "help": ("Show this message and exit.", "显示此帮助并退出。"),
    "_version": ("Show the version and exit.", "显示版本并退出。"),
}

SETTINGS_ZH: Mapping[str, str] = {
    "index": "索引所在的文件夹。",
    "cache": "存放解包后的内置嵌入模型的文件夹。",
    "language": "界面与提示的语言；auto 跟随系统。",
    "model": "GGUF 文件的路径；留空则不用语言模型，以原文摘句作答。",
    "context_size": "上下文窗口的词元数；越大越占内存。",
    "answer_tokens": "答案的最大词元数。",
    "temperature": "0 表示总取最可能的词元。",
    "top_k": "采样：考虑的最可能词元数。",
    "top_p": "采样：考虑的概率总量。",
    "repeat_penalty": "大于 1 会惩罚重复，也会妨碍引用原文。",
    "seed": "采样种子；相同则答案相同。",
    "gpu_layers": "放到 GPU 上的层数：-1 为尽可能多，0 为不用。",
    "threads": "CPU 线程数；0 取物理核心数。",
    "embedder": "bundled（内置 multilingual-e5-small），或 sentence-transformers 的文件夹或名称。",
    "embedder_backend": "嵌入模型的计算方式；auto 取本机处理器上最快的。",
    "query_prefix": "使用指定的嵌入模型时，加在问题前的文字。",
    "passage_prefix": "使用指定的嵌入模型时，加在片段前的文字。",
    "chunk_tokens": "片段的最大长度，以嵌入模型的词元计。",
    "chunk_overlap": "在下一片段中重复的整句词元数。",
    "passages": "最多提供给模型的段落数。",
    "candidates": "从每个检索引擎取的片段数。",
    "lexical_weight": "词汇覆盖相对于余弦相似度的权重。",
    "rerank_depth": "由内置嵌入模型逐词比较的命中数；0 表示不比较。",
    "evidence_threshold": "最高得分低于此值时拒绝回答；不设则内置嵌入模型用实测值，其他不拒绝。",
    "ignore": "不导入的文件的模式，写法同 .gitignore。",
    "max_file_mb": "超过此大小（MB）的文件只报告，不读取。",
    "parse_seconds": "读取一个文件的最长秒数。",
    "ocr": "auto 识别图片和没有文字的 PDF 页中的文字；off 不识别。",
    "pdf_passwords": "用于尝试打开加密 PDF 的密码。",
    "host": "浏览器页面的地址。",
    "port": "浏览器页面的端口；0 表示任意。",
}

# The name of a check, then what to do when it fails.
CHECKS: Mapping[str, tuple[Pair, Pair]] = {
    "versions": (
        ("versions", "版本"),
        ("Install what is missing: pip install ragqa.", "安装缺少的软件包：pip install ragqa。"),
    ),
    "settings": (
        ("settings", "设置"),
        ("See `ragqa config`.", "见 `ragqa config`。"),
    ),
    "folder": (
        ("index folder", "索引文件夹"),
        (
            'Set "index" (--index) to a folder you may write to.',
            "将设置 “index”（--index）指向可写入的文件夹。",
        ),
    ),
    "embedder": (
        ("embedder", "嵌入模型"),
        (
            'Check settings "embedder" and "cache"; "bundled" needs no download.',
            "检查设置 “embedder” 和 “cache”；“bundled” 无需下载。",
        ),
    ),
    "health": (
        ("index health", "索引状态"),
        (
            "Run `ragqa doctor --repair`; if that does not help, `ragqa ingest FOLDER --rebuild`.",
            "运行 `ragqa doctor --repair`；如无效，运行 `ragqa ingest 文件夹 --rebuild`。",
        ),
    ),
    "repair": (
        ("repair", "修复"),
        (
            "Check that the index folder can be written and its disk is not full.",
            "请检查索引文件夹是否可写、磁盘是否已满。",
        ),
    ),
    "trial": (
        ("write and search", "写入与检索"),
        (
            "If the temporary folder (TMPDIR) is writable and not full, reinstall ragqa.",
            "如果临时文件夹（TMPDIR）可写且未满，请重新安装 ragqa。",
        ),
    ),
    "model": (
        ("language model", "语言模型"),
        (
            'Set "model" (--model) to a GGUF file, or leave it empty to answer with quotes.',
            "将设置 “model”（--model）指向 GGUF 文件，或留空以原文摘句作答。",
        ),
    ),
    "gpu": (
        ("GPU", "GPU"),
        (
            'Set "gpu_layers" to 0 to go without it.',
            "将设置 “gpu_layers” 设为 0 则不使用 GPU。",
        ),
    ),
    "offline": (
        ("offline and telemetry", "离线与遥测"),
        ("", ""),
    ),
}

DETAILS: Mapping[str, Pair] = {
    "all_default": ("all are defaults", "全部为默认值"),
    "writable": ("{folder} is writable", "{folder} 可写"),
    "not_writable": ("{folder} cannot be written to", "{folder} 不可写"),
    "no_index": (
        "there is none yet in {folder}; run `ragqa ingest FOLDER`",
        "{folder} 中尚无索引；请运行 `ragqa ingest 文件夹`",
    ),
    "healthy": ("{documents} documents, {chunks} chunks", "{documents} 个文档，{chunks} 个片段"),
    "embeds": (
        "{name}, {dimension} dimensions, up to {tokens} tokens; by {backend}: {why}",
        "{name}，{dimension} 维，最多 {tokens} 个词元；计算方式 {backend}：{why}",
    ),
    "sound": (
        "catalog, vectors and keywords agree on all {chunks} chunks",
        "目录库、向量和关键词索引的 {chunks} 个片段全部一致",
    ),
    "repaired": ("{done}; all {chunks} chunks agree now", "{done}；{chunks} 个片段现已全部一致"),
    "swept": (
        "{count} half-written documents removed",
        "清除了 {count} 个只写了一半的文档",
    ),
    "vectors_differed": (
        "vectors rebuilt, {count} chunks differed",
        "重建了向量（{count} 个片段不一致）",
    ),
    "vectors_unreadable": (
        "vectors rebuilt, they could not be read",
        "重建了向量（原有的无法读取）",
    ),
    "keywords_differed": (
        "keyword index rebuilt, {count} chunks differed",
        "重建了关键词索引（{count} 个片段不一致）",
    ),
    "keywords_unreadable": (
        "keyword index rebuilt, it could not be read",
        "重建了关键词索引（原有的无法读取）",
    ),
    "found": ("a temporary index was written and searched", "临时索引写入并检索成功"),
    "not_found": (
        "a sentence just written was not found again",
        "刚写入的句子未能检索到",
    ),
    "quoting": (
        "none configured: answers are quotes from the documents",
        "未配置：以文档原文摘句作答",
    ),
    "generates": ("{name} generates: {text}", "{name} 可生成：{text}"),
    "no_gpu_needed": ("no language model, so none is used", "没有语言模型，因此不使用 GPU"),
    "needs_embedder": ("the embedder does not work", "嵌入模型不可用"),
    "needs_model": ("the language model does not work", "语言模型不可用"),
    "missing": ("missing: {names}", "缺少：{names}"),
}


def pick(pair: Pair, language: Language) -> str:
    """The text of a pair in ``language``."""
    return pair[1] if language == "zh" else pair[0]


def option_text(command: str, option: str, language: Language) -> str:
    """The help of an option, in the words of its command where it has its own.

    Raises:
        KeyError: The option has no text.
    """
    return pick(OPTIONS.get(f"{command}.{option}") or OPTIONS[option], language)
