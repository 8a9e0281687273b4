"""What `ragqa doctor` checks and finds, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts.commands import Pair

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
    "memory": (
        ("memory for the model", "模型所需内存"),
        (
            "Close other programs, or take a smaller quantization.",
            "请关闭其他程序或换用更小的量化。",
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
    "healthy": ("{documents}, {chunks}", "{documents}，{chunks}"),
    "read_anew": (
        "; chunks of an older ragqa are read anew to rerank them; `ragqa ingest FOLDER --rebuild` "
        "keeps what is read",
        "；旧版本导入的片段每次重排序都要重新读取；运行 `ragqa ingest 文件夹 --rebuild` 后不必再读",
    ),
    "embeds": (
        "{name}, {dimension} dimensions, up to {tokens} tokens",
        "{name}，{dimension} 维，最多 {tokens} 个词元",
    ),
    "embeds_by": ("; by {backend}: {why}", "；计算方式 {backend}：{why}"),
    "loaded": ("the model is loaded", "模型已载入"),
    "sound": (
        "catalog, vectors and keywords agree ({chunks})",
        "目录库、向量和关键词索引全部一致（{chunks}）",
    ),
    "repaired": ("{done}; all agree now ({chunks})", "{done}；现已全部一致（{chunks}）"),
    "swept": (
        "{documents} removed, half-written",
        "清除了 {documents}（只写了一半）",
    ),
    "vectors_differed": (
        "vectors rebuilt, {chunks} differed",
        "重建了向量（{chunks}不一致）",
    ),
    "vectors_unreadable": (
        "vectors rebuilt, they could not be read",
        "重建了向量（原有的无法读取）",
    ),
    "keywords_differed": (
        "keyword index rebuilt, {chunks} differed",
        "重建了关键词索引（{chunks}不一致）",
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
    "server": ("; server {url}", "；服务器 {url}"),
    "window_told": (
        ", window {window} tokens (the server has {told})",
        "，上下文窗口 {window} 个词元（服务器为 {told}）",
    ),
    "window_set": (
        ", window {window} tokens as set (the server does not tell its own: see that it is no "
        "smaller)",
        "，上下文窗口按设置为 {window} 个词元（服务器未告知自己的窗口，请确认不小于此值）",
    ),
    "counts": (", it counts tokens as {counter} does", "，由服务器统计词元（{counter} 方式）"),
    "estimates": (
        ", tokens are estimated, rather too many, as it does not count them",
        "，服务器不统计词元，按偏多估计",
    ),
    "leaves": (
        "; your questions and passages are sent to {host}",
        "；您的问题和段落会发送到 {host}",
    ),
    "gpu_of_server": (
        "the model server decides what runs on its GPU",
        "由模型服务器决定是否使用其 GPU",
    ),
    "no_memory_needed": ("no model file, so none is needed", "没有模型文件，无需内存"),
    "no_gpu_needed": ("no language model, so none is used", "没有语言模型，因此不使用 GPU"),
    "needs_embedder": ("the embedder does not work", "嵌入模型不可用"),
    "needs_model": ("the language model does not work", "语言模型不可用"),
    "missing": ("missing: {names}", "缺少：{names}"),
}
