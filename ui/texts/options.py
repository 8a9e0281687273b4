"""What each argument and option of a command means: (English, Chinese) by name.

One that means something else for some command stands there as "command.option" too.
"""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts.commands import Pair

OPTIONS: Mapping[str, Pair] = {
    "folder": ("Folder of the documents.", "文档所在的文件夹。"),
    "target": (
        "Question set: a BEIR folder, a folder of documents, or a LongBench file.",
        "问题集：BEIR 格式的文件夹、文档文件夹，或 LongBench 文件。",
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
    "asked_in": (
        "Language of the questions to come; unset, that of the document.",
        "将来提问所用的语言；不设则为文档的语言。",
    ),
    "unpin.every": ("All that are pinned.", "全部已固定的文档。"),
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
    "compare": (
        "Ways to search, side by side: dense,lexical,hybrid,hybrid+rerank (the default, what the "
        "app does).",
        "并排比较的检索方式：dense,lexical,hybrid,hybrid+rerank（默认，即应用所用）。",
    ),
    "modes": (
        "One way to search; may be repeated, as --compare.",
        "一种检索方式；可重复，与 --compare 相同。",
    ),
    "answers": (
        "Whether every question is answered too; unset, where the set has answers.",
        "是否也回答每个问题；不设则在问题集带有答案时回答。",
    ),
    "limit": (
        "Only so many questions, always the same ones.",
        "只用这么多个问题，每次抽取相同。",
    ),
    "out": (
        "Folder for the report; default eval-DATE-TIME in the current folder.",
        "存放报告的文件夹；默认为当前文件夹下的 eval-日期-时间。",
    ),
    "as_json": ("Print JSON.", "输出 JSON。"),
    "sources": (
        "Search only this document; may be repeated.",
        "只在此文档中检索；可重复。",
    ),
    "collections": (
        "Search only documents of this collection; may be repeated.",
        "只在此集合的文档中检索；可重复。",
    ),
    "ingest.collection": (
        "Collection that the folder's documents belong to.",
        "该文件夹中的文档所属的集合。",
    ),
    "watch.collection": (
        "Collection that the folder's documents belong to.",
        "该文件夹中的文档所属的集合。",
    ),
    "sources.collections": (
        "List only documents of this collection; may be repeated.",
        "只列出此集合中的文档；可重复。",
    ),
    **{
        f"{command}.folder": (
            "Search only documents below this folder.",
            "只在此文件夹下的文档中检索。",
        )
        for command in ("ask", "chat", "search")
    },
    "types": (
        "Search only files of this type, such as pdf; may be repeated.",
        "只检索此类型的文件，例如 pdf；可重复。",
    ),
    "since": (
        "Search only files changed on this day or later: 2026-01-31, 2026-01 or 2026.",
        "只检索此日及之后修改过的文件：2026-01-31、2026-01 或 2026。",
    ),
    "until": (
        "Search only files changed on this day or earlier.",
        "只检索此日及之前修改过的文件。",
    ),
    "pages": ("Search only these pages: 3-10, or 3.", "只检索这些页：3-10 或 3。"),
    "whole": (
        "Let the model read all of the one document chosen.",
        "让模型读所选文档的全文。",
    ),
    "anyway": (
        "Answer from the nearest passages even where too little was found.",
        "即使依据不足，也用最接近的段落回答。",
    ),
    "quotes": ("Only quote, even where a model is set.", "只引用原文，即使设置了模型。"),
    "key": ("Number of the answer, as `ragqa answers` lists it.", "`ragqa answers` 所列的编号。"),
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
    "number": ("Most questions.", "最多提多少个问题。"),
    "old": (
        "The old settings file, or the folder that holds it.",
        "旧设置文件，或其所在的文件夹。",
    ),
    "migrate.out": (
        "File to write; default ragqa.toml in the current folder.",
        "要写入的文件；默认为当前文件夹下的 ragqa.toml。",
    ),
    "migrate.plan": ("Only show what would be written.", "只显示将写入的内容。"),
    "host": ("Address to listen on.", "监听的地址。"),
    "cert": ("Certificate in PEM, for https.", "PEM 格式的证书，用于 https。"),
    "key_file": ("Private key of the certificate, in PEM.", "证书的私钥，PEM 格式。"),
    "port": ("Port to listen on; 0 takes any.", "监听的端口；0 表示任意。"),
    "browser": ("Open the page in a browser.", "在浏览器中打开页面。"),
    "models quantize.source": (
        "The model file, in F32, F16 or BF16.",
        "模型文件，F32、F16 或 BF16 格式。",
    ),
    "models quantize.target": (
        "The file to write; it must not exist.",
        "要写入的文件，不得已存在。",
    ),
    "models quantize.quant": ("Quantization, for example Q4_K.", "量化类型，例如 Q4_K。"),
    "models quantize.again": (
        "Also take a file that is already quantised; quality is lost twice.",
        "也接受已量化的文件；质量会再次下降。",
    ),
    "models quantize.imatrix": (
        "Importance matrix of the model, by llama-imatrix: IQ3_XXS and smaller types need one.",
        "模型的重要性矩阵（由 llama-imatrix 生成）：IQ3_XXS 及更小的类型必需。",
    ),
    "models perplexity.text": (
        "A text file of at least 512 tokens, UTF-8.",
        "至少 512 个词元的 UTF-8 文本文件。",
    ),
    "models perplexity.chunks": (
        "Read only so many windows of 512 tokens.",
        "只读这么多段（每段 512 个词元）。",
    ),
    "models pull.name": (
        "For example chinese-mixtral-instruct:Q4_K, or OWNER/REPOSITORY:QUANTIZATION.",
        "例如 chinese-mixtral-instruct:Q4_K，或 所有者/仓库:量化。",
    ),
    "models pull.source": (
        "hf (or HF_ENDPOINT), modelscope, a mirror of Hugging Face, or the address of a file.",
        "hf（或 HF_ENDPOINT）、modelscope、Hugging Face 镜像的地址，或文件的地址。",
    ),
    "models pull.to": (
        "Folder for the file; default the setting models_folder.",
        "存放文件的文件夹；默认为设置 models_folder。",
    ),
    "models pull.digest": (
        "SHA-256 the file must have, over what the hub says.",
        "文件应有的 SHA-256，优先于仓库所说。",
    ),
    "name": ("Name of the user.", "用户名。"),
    "role": (
        "reader (search, ask, read), editor (also add and delete), admin (everything).",
        "reader（检索、提问、阅读）、editor（还可添加和删除）、admin（全部）。",
    ),
    "password": (
        "Whether they can log in; a user without a password only uses keys.",
        "能否登录；没有密码的用户只能使用密钥。",
    ),
    "every": ("All collections.", "全部集合。"),
    "user": ("Whose key it is.", "密钥所属的用户。"),
    "label": ("What the key is for.", "密钥的用途。"),
    "key_id": (
        "How the key begins, as `ragqa keys list` shows it.",
        "密钥的开头，与 `ragqa keys list` 所示一致。",
    ),
    "users add.collections": (
        "A collection they may use; may be repeated; default all.",
        "可以使用的集合；可重复；默认为全部。",
    ),
    "users collections.names": ("The collections.", "集合。"),
    "path": ("The model file.", "模型文件。"),
    "models check.sha256": (
        "Work out the file's SHA-256 too; takes a minute for 25 GB.",
        "同时计算文件的 SHA-256；25 GB 约需一分钟。",
    ),
    "help": ("Show this message and exit.", "显示此帮助并退出。"),
    "_version": ("Show the version and exit.", "显示版本并退出。"),
}
