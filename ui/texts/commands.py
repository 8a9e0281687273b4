"""What the program and each of its commands do: (English, Chinese) by name."""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]

PROGRAM: Pair = (
    "Private question answering over your own documents, on your own machine.",
    "在自己的电脑上，对自己的文档进行私密问答。",
)

BEGIN: Pair = (
    'Begin with `ragqa ingest FOLDER`; then `ragqa ask "QUESTION"`, or `ragqa web` for the page. '
    "`ragqa COMMAND --help` tells the options of a command.",
    '从 `ragqa ingest 文件夹` 开始；然后用 `ragqa ask "问题"` 提问，或用 `ragqa web` 打开网页。'
    "`ragqa 命令 --help` 显示该命令的选项。",
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
    "summarize": (
        "Give the main points of a document, a collection, or all, with citations.",
        "概括一个文档、一个集合或全部文档的要点，并给出引用。",
    ),
    "answers": ("List the answers that were kept.", "列出保存的答案。"),
    "replay": (
        "Give a kept answer again, and say what is no longer the same.",
        "重新给出保存的答案，并说明有何不同。",
    ),
    "forget-answers": ("Delete all kept answers.", "删除所有保存的答案。"),
    "sources": ("List the documents in the index.", "列出索引中的文档。"),
    "pin": (
        "Let the model read whole documents once, and keep that on disk: ask --whole need not.",
        "让模型把整个文档读一遍并保存到磁盘：之后 ask --whole 无需再读。",
    ),
    "unpin": ("Delete what the model has read of documents.", "删除模型对文档的已读内容。"),
    "pins": ("List the pinned documents.", "列出已固定的文档。"),
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
        "Measure search and answers on a question set, and save a report.",
        "用问题集衡量检索与回答的质量，并保存报告。",
    ),
    "selftest": (
        "Ask the index for sentences that it holds: are they found, and refused when hidden?",
        "用索引中自有的句子提问：能否找到，隐藏后是否拒答？",
    ),
    "models": (
        "List the language models and how they suit this machine, or do what follows with one.",
        "列出语言模型及其是否适合本机，或执行其后的操作。",
    ),
    "models list": (
        "List the language models, how they suit this machine, and which are here.",
        "列出语言模型、是否适合本机，以及本机已有哪些。",
    ),
    "models pull": (
        "Fetch a model from a hub into the models folder, going on where it broke off.",
        "从模型仓库下载模型到模型文件夹；中断后可继续。",
    ),
    "models quantize": (
        "Write a model file as a smaller quantization.",
        "将模型文件转换为更小的量化版本。",
    ),
    "models perplexity": (
        "Measure how well a model foretells a text, as llama.cpp's tool does.",
        "测量模型对一段文本的困惑度，方法与 llama.cpp 的工具相同。",
    ),
    "models check": (
        "Show what a model file is, and whether it is complete and can be used here.",
        "显示模型文件的内容、是否完整、能否在本机使用。",
    ),
    "config": (
        "Show every setting, its value and where it came from.",
        "显示所有设置、其值及来源。",
    ),
    "migrate": (
        "Turn the settings of privateGPT (.env) or private-gpt (settings.yaml) into ragqa.toml.",
        "把 privateGPT（.env）或 private-gpt（settings.yaml）的设置转为 ragqa.toml。",
    ),
    "doctor": (
        "Check that everything works, and say what to do.",
        "逐项检查是否一切正常，并说明如何处理。",
    ),
    "web": ("Open the page for the browser.", "打开浏览器页面。"),
    "serve": (
        "Answer other programs as OpenAI's and privateGPT's servers do.",
        "以 OpenAI 和 privateGPT 的接口为其他程序提供服务。",
    ),
    "users": (
        "List the users, or do what follows with one.",
        "列出用户，或执行其后的操作。",
    ),
    "users add": (
        "Add a user; the password is asked for, or read from standard input.",
        "添加用户；密码在终端输入，或从标准输入读取。",
    ),
    "users list": (
        "List the users with their roles and collections.",
        "列出用户及其角色和集合。",
    ),
    "users remove": (
        "Remove a user with all keys and logins.",
        "删除用户及其全部密钥和登录。",
    ),
    "users password": (
        "Give a user another password; their logins end.",
        "更改用户的密码；其登录全部失效。",
    ),
    "users role": ("Say what a user may do.", "设定用户的角色。"),
    "users collections": (
        "Say which collections a user may see and change.",
        "设定用户可以查看和更改的集合。",
    ),
    "keys": (
        "List the API keys, or do what follows with one.",
        "列出 API 密钥，或执行其后的操作。",
    ),
    "keys add": (
        "Make an API key for a user; it is shown once.",
        "为用户创建 API 密钥；只显示一次。",
    ),
    "keys list": (
        "List the API keys: how each begins, whose it is, when it was used.",
        "列出 API 密钥：开头、所属用户和上次使用时间。",
    ),
    "keys revoke": ("Delete an API key.", "删除 API 密钥。"),
    "mcp": (
        "Let assistants search, ask and read the documents, by MCP on standard input and output.",
        "让助手程序检索、提问和阅读文档（MCP，标准输入和输出）。",
    ),
}
