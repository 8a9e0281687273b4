"""What ``ragqa migrate`` says of each old setting, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class MigrateTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    column_old: str = "was"
    column_new: str = "is now"
    column_why: str = "remark"
    none: str = "–"

    taken: str = "taken over"
    no_number: str = "not a number; the default is kept"
    out_of_bounds: str = "not possible here; {setting} must be {en}"
    default_kept: str = "empty; the default is kept"
    small_context: str = (
        "less than {least} tokens has no room for passages; the default is kept. "
        "Chinese-Mixtral takes up to 32768"
    )
    new_index: str = (
        "a new folder: the old database cannot be read, the documents are ingested once more"
    )
    documents: str = "no setting: name the folder to `ragqa ingest`, as below"
    kind: str = "not needed: GGUF files are recognised"
    no_model: str = "empty: answers are quotes until a model is set"
    old_format: str = (
        "not a GGUF file, which llama.cpp needs now; `ragqa models` lists what fits here"
    )
    model_missing: str = (
        "taken over, but there is no such file now; `ragqa models pull` fetches one"
    )
    batch: str = "chosen by itself"
    bundled: str = "the bundled multilingual-e5-small is kept: it knows Chinese and works offline"
    embedder_folder: str = "taken over; refusals are not calibrated for it (evidence_threshold)"
    embedder_named: str = (
        "the bundled multilingual-e5-small is kept; to use the other, fetch it and set "
        "embedder to its folder"
    )
    key_left: str = "secrets are not copied: a model server's key is RAGQA_API_KEY"
    accounts: str = "users and keys are made anew: `ragqa users add`, `ragqa keys add`"
    gguf: str = "the model file is named by `model`"
    server: str = "the server goes on answering, at {host}"
    server_away: str = "taken over: questions and passages are sent to {host}"
    server_own: str = "set in the model server itself, or not needed"
    in_model: str = "part of the setting model"
    no_address: str = 'no address to take over; set model = "openai:URL#NAME"'
    no_such_server: str = "no counterpart; any server with OpenAI's API can be set as model"
    other_mode: str = "not used by llm.mode {mode}"
    template: str = "not needed: the model file says how it is spoken to"
    pull: str = "not needed; `ragqa models pull` fetches models"
    threshold: str = "another scale; evidence_threshold decides when to refuse"
    rerank: str = 'the bundled reranker is always at work; reranker = "none" turns it off'
    late: str = "not needed: the bundled reranker is at work"
    cross_encoder: str = "taken over; fetched from its hub once, or name its folder"
    no_code: str = "code of models is never run"
    store: str = "not needed: the index brings its own stores"
    no_cors: str = "other sites' pages are always refused"
    any_folder: str = "any folder can be named to `ragqa ingest`"
    page: str = "the page has its own"
    embedding: str = "chosen by itself"
    unknown: str = "not a name that is known here; left out"

    wrote: str = "Wrote {path}."
    planned: str = "{path} would be:"
    nothing: str = "None of the old settings has a counterpart that differs from the default."
    next: str = "Next: {command}"
    folder: str = "FOLDER"


EN = MigrateTexts("en")

ZH = MigrateTexts(
    "zh",
    column_old="原设置",
    column_new="现设置",
    column_why="说明",
    none="—",
    taken="沿用",
    no_number="不是数字，保留默认值",
    out_of_bounds="此处不可用；{setting} 应为{zh}",
    default_kept="为空，保留默认值",
    small_context="少于 {least} 个词元，放不下段落；保留默认值。Chinese-Mixtral 最多可用 32768",
    new_index="新文件夹：旧数据库无法读取，文档需重新导入一次",
    documents="不是设置：导入时指明文件夹，见下",
    kind="不需要：自动识别 GGUF 文件",
    no_model="为空：设置模型之前以原文摘句作答",
    old_format="不是 GGUF 文件，现在的 llama.cpp 需要 GGUF；`ragqa models` 列出适合本机的模型",
    model_missing="沿用，但该文件现在不存在；可用 `ragqa models pull` 下载",
    batch="自动选择",
    bundled="保留内置的 multilingual-e5-small：支持中文，可离线使用",
    embedder_folder="沿用；拒答阈值未针对它校准（evidence_threshold）",
    embedder_named=("保留内置的 multilingual-e5-small；如要换用，请下载后把 embedder 设为其文件夹"),
    key_left="不复制密钥：模型服务器的密钥用 RAGQA_API_KEY",
    accounts="用户和密钥需重新建立：`ragqa users add`、`ragqa keys add`",
    gguf="模型文件由 model 指定",
    server="继续由 {host} 上的服务器作答",
    server_away="沿用：问题和段落会发送到 {host}",
    server_own="在模型服务器上设置，或不需要",
    in_model="已并入设置 model",
    no_address='没有可用的地址；请设置 model = "openai:地址#名称"',
    no_such_server="没有对应；凡提供 OpenAI 接口的服务器都可设为 model",
    other_mode="llm.mode {mode} 不使用此项",
    template="不需要：模型文件中已有对话格式",
    pull="不需要；用 `ragqa models pull` 下载模型",
    threshold="尺度不同；何时拒答由 evidence_threshold 决定",
    rerank='内置重排序始终启用；reranker = "none" 可关闭',
    late="不需要：内置重排序已启用",
    cross_encoder="沿用；首次使用时从仓库下载，也可填写其文件夹",
    no_code="从不运行模型自带的代码",
    store="不需要：索引自带存储",
    no_cors="始终拒绝其他网站的页面",
    any_folder="`ragqa ingest` 可导入任何文件夹",
    page="页面有自己的设置",
    embedding="自动选择",
    unknown="不认识的名称，未采用",
    wrote="已写入 {path}。",
    planned="{path} 的内容将是：",
    nothing="旧设置中没有需要改动默认值的项。",
    next="下一步：{command}",
    folder="文件夹",
)


def migrate_texts(language: Language | str) -> MigrateTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
