"""Every sentence the terminal shows, zh and en. Templates are constant; values fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    error: str = "ragqa: {message}"
    usage: str = "{message} See `{command} --help`."
    usage_unknown: str = "The command cannot be understood; see `{command} --help`."
    unexpected: str = (
        "ragqa: unexpected {kind}: {message}. Please report it; "
        "`python -X dev -m ui.cli …` shows where it happened."
    )
    refused: str = "The system refused to read or write{place}: {reason}."
    bad_assignment: str = '"{given}" is not NAME=VALUE; write for example --set top_k=40.'

    label: str = " ({label})"
    unverified: str = "unverified"
    unsupported: str = "! not supported by the documents: {sentence}"
    contradiction: str = "! sources differ: {first} or {second}"
    left_quote: str = "“"
    right_quote: str = "”"

    no_model: str = (
        "No language model is loaded: the answer is quoted from the documents. For written "
        "answers, `ragqa models` says which Chinese-Mixtral-Instruct suits this machine and how to "
        "fetch it; then pass --model FILE."
    )
    rewritten: str = "Searched for: {question}"
    corrected: str = "After checking the citations:"
    citations: str = "Sources"
    nearest: str = "Nearest passages"
    weak: str = "Answered from weak evidence; look at the passages."
    too_weak: str = "Too little was found. --anyway answers from the nearest passages all the same."
    too_weak_chat: str = (
        "Too little was found. /anyway answers from the nearest passages all the same."
    )
    cut_short: str = "The answer reached {tokens} tokens and was cut; raise answer_tokens."
    out_of_time: str = "The time for the answer was over and it was cut; raise answer_seconds."
    ledger: str = (
        "tokens: instructions {instructions} + history {history} + passages {passages} + question "
        "{question}, {reserved} reserved of {context_size}; passages {used} used, {left_out} left "
        "out; {reused} tokens reused"
    )
    ledger_estimated: str = "; estimated: the model server does not count tokens"
    sends_to: str = (
        "Your questions and the passages found for them are sent to the model server {host}: they "
        "leave this machine."
    )
    timings: str = "seconds: {timings}"
    answered_by: str = "model: {model}, finished: {reason}"

    summarizing: str = "Read {done} of {total} parts"
    kept_as: str = "kept as {id}; `ragqa replay {id}` gives it again"

    stopped: str = "Stopped before the end."
    chat_welcome: str = "Ask a question. /reset forgets the conversation, /quit leaves."
    chat_prompt: str = "? "
    chat_reset: str = "The conversation is forgotten."
    chat_stopped: str = "Answer stopped. /quit leaves."
    chat_command: str = 'Unknown command "{given}"; there are /reset, /anyway and /quit.'

    search_scores: str = "score {score}  dense {dense}  lexical {lexical}  coverage {coverage}"
    nothing_found: str = "Nothing found."

    column_source: str = "source"
    column_pages: str = "pages"
    column_without_text: str = "without text"
    column_chunks: str = "chunks"
    column_revision: str = "revision"
    column_reason: str = "remark"
    column_collection: str = "collection"
    column_setting: str = "setting"
    column_value: str = "value"
    column_origin: str = "from"
    origin_default: str = "default"
    origin_flag: str = "flag"
    column_meaning: str = "meaning"
    no_sources: str = "The index has no documents; run `ragqa ingest FOLDER`."
    removed: str = "Removed documents: {documents}, with chunks: {chunks}."
    documents: str = "{count} document|{count} documents"
    chunks: str = "{count} chunk|{count} chunks"
    uploads: str = "{count} uploaded file|{count} uploaded files"
    backed_up: str = "{place} holds the index: {documents}, {chunks}, {uploads}."
    restored: str = "The index {place} is restored: {documents}, {chunks}, {uploads}."
    hidden: str = "(hidden)"

    ingesting: str = "Ingesting"
    progress_files: str = "{rate} files/s"
    progress_chunks: str = "{rate} chunks/s"
    erased: str = "The index was made otherwise and was erased; ingest other folders it held again."
    ingest_stopped: str = "Stopped; finished files are kept, run the same command to go on."
    report_file: str = "{status}  {name}: {reason}"
    report_more: str = "and {count} more without a remark (--json names all)"
    report_count: str = "{count} {status}"
    report_comma: str = ", "
    list_comma: str = ", "
    report_total: str = "{counts}; {chunks} embedded in {seconds} s."
    report_collected: str = "Put into the collection: {count}."
    plan_total: str = "{counts}. This is only the plan; nothing was changed."
    report_empty: str = "No files to ingest were found."
    nothing_to_read: str = (
        "In {folder} there is no file that can be read; these are, among others: {formats}."
    )
    unread: str = (
        "! {name}: {count} of {pages} pages has no text and was not searched|"
        "! {name}: {count} of {pages} pages have no text and were not searched"
    )
    status_new: str = "new"
    status_changed: str = "changed"
    status_reread: str = "read again"
    status_moved: str = "moved"
    status_deleted: str = "deleted"
    status_unchanged: str = "unchanged"
    status_failed: str = "failed"
    status_skipped: str = "skipped"

    watch_watching: str = "Watching {folder}. Ctrl-C ends it."
    watch_polling: str = (
        "Watching {folder} by looking at it every ten seconds, since it has more folders than the "
        "system can watch (on Linux raise fs.inotify.max_user_watches). Ctrl-C ends it."
    )
    watch_vanished: str = (
        "The folder {folder} has vanished. Waiting for it; the index stays as it is."
    )
    watch_returned: str = "The folder {folder} is back."
    watch_ended: str = "Watching has ended; the index is up to date as far as reported."

    web_ready: str = "Open {url} in a browser. Ctrl-C ends it."
    api_ready: str = "The API is at {url}v1. Ctrl-C ends it."
    check: str = "[{mark}] {name}: {detail}"
    check_ok: str = "ok"
    check_failed: str = "FAILED"
    check_not_run: str = "not run"
    doctor_well: str = "All is well."
    doctor_failed: str = "Checks that failed: {count}."

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of a report, in the order they are shown."""
        names = (field.name for field in fields(self))
        return tuple(n.removeprefix("status_") for n in names if n.startswith("status_"))

    def status(self, name: str) -> str:
        """The word for a status of a report."""
        return str(getattr(self, f"status_{name}"))


EN = Texts("en")

ZH = Texts(
    "zh",
    error="ragqa：{message}",
    usage="命令写法有误：{message}。见 `{command} --help`。",
    usage_unknown="命令写法有误，见 `{command} --help`。",
    unexpected=(
        "ragqa：意外错误 {kind}：{message}。请报告此问题；"
        "运行 `python -X dev -m ui.cli …` 可查看出错位置。"
    ),
    refused="系统拒绝读写{place}：{reason}。",
    bad_assignment="“{given}” 不是 名称=值 的形式；例如应写作 --set top_k=40。",
    label="（页码 {label}）",
    unverified="未核实",
    unsupported="! 在文档中没有依据：{sentence}",
    contradiction="! 来源不一致：{first} 还是 {second}",
    left_quote="“",
    right_quote="”",
    no_model=(
        "尚未加载语言模型：答案摘自文档原文。若要生成答案，请运行 `ragqa models`，查看适合本机的 "
        "Chinese-Mixtral-Instruct 及下载命令，再用 --model 文件 指定。"
    ),
    rewritten="检索问题：{question}",
    corrected="核对引用后的答案：",
    citations="来源",
    nearest="最接近的段落",
    weak="依据不足，仍按要求作答；请核对段落。",
    too_weak="找到的依据不足。加上 --anyway 可仍用最接近的段落回答。",
    too_weak_chat="找到的依据不足。输入 /anyway 可仍用最接近的段落回答。",
    cut_short="答案达到 {tokens} 个词元后被截断；可调大 answer_tokens。",
    out_of_time="回答时间已到，答案被截断；可调大 answer_seconds。",
    ledger=(
        "词元：说明 {instructions} + 历史 {history} + 段落 {passages} + 问题 {question}，"
        "预留 {reserved}，共 {context_size}；使用段落 {used} 个，舍去 {left_out} 个；"
        "复用词元 {reused} 个"
    ),
    ledger_estimated="；均为估计值：模型服务器不统计词元",
    sends_to="您的问题和为其找到的段落会发送到模型服务器 {host}，即离开本机。",
    timings="耗时（秒）：{timings}",
    answered_by="模型：{model}，结束原因：{reason}",
    summarizing="已读 {done}/{total} 部分",
    kept_as="已保存为 {id}；`ragqa replay {id}` 可重放",
    stopped="已中途停止。",
    chat_welcome="请输入问题。/reset 清除对话，/quit 退出。",
    chat_prompt="？ ",
    chat_reset="对话已清除。",
    chat_stopped="已停止回答。输入 /quit 退出。",
    chat_command="没有命令 “{given}”；可用 /reset、/anyway 和 /quit。",
    search_scores="得分 {score}  向量 {dense}  词汇 {lexical}  覆盖 {coverage}",
    nothing_found="没有找到。",
    column_source="文档",
    column_pages="页数",
    column_without_text="无文字页",
    column_chunks="片段",
    column_revision="版本",
    column_reason="备注",
    column_collection="集合",
    column_setting="设置",
    column_value="值",
    column_origin="来自",
    origin_default="默认值",
    origin_flag="参数",
    column_meaning="含义",
    no_sources="索引中没有文档；请运行 `ragqa ingest 文件夹`。",
    removed="已移除 {documents} 个文档，共 {chunks} 个片段。",
    backed_up="索引已备份到 {place}：{documents}，{chunks}，{uploads}。",
    restored="索引 {place} 已恢复：{documents}，{chunks}，{uploads}。",
    documents="{count} 个文档",
    chunks="{count} 个片段",
    uploads="{count} 个上传的文件",
    hidden="（已隐藏）",
    ingesting="正在导入",
    progress_files="{rate} 文件/秒",
    progress_chunks="{rate} 片段/秒",
    erased="原索引的建立方式不同，已清除；其中其他文件夹的文档请重新导入。",
    ingest_stopped="已停止；已完成的文件已保存，再次运行同一命令即可继续。",
    report_file="{status}  {name}：{reason}",
    report_more="另有 {count} 个没有附注（--json 会全部列出）",
    report_count="{status} {count}",
    report_comma="，",
    list_comma="、",
    report_total="{counts}；嵌入 {chunks}，用时 {seconds} 秒。",
    report_collected="归入集合：{count} 个文档。",
    plan_total="{counts}。这只是计划，没有做任何改动。",
    report_empty="没有找到可导入的文件。",
    nothing_to_read="{folder} 中没有可读取的文件；可读取的格式有：{formats} 等。",
    unread="! {name}：{pages} 页中有 {count} 页没有文字，未能检索",
    status_new="新增",
    status_changed="更新",
    status_reread="重新读取",
    status_moved="移动",
    status_deleted="删除",
    status_unchanged="未变",
    status_failed="失败",
    status_skipped="跳过",
    watch_watching="正在监视 {folder}。按 Ctrl-C 结束。",
    watch_polling=(
        "正在监视 {folder}：子文件夹数超过系统可监视的上限（Linux 上可调高 "
        "fs.inotify.max_user_watches），改为每十秒查看一次。按 Ctrl-C 结束。"
    ),
    watch_vanished="文件夹 {folder} 不见了。正在等待它恢复；索引保持不变。",
    watch_returned="文件夹 {folder} 已恢复。",
    watch_ended="监视已结束；索引与上面报告的状态一致。",
    web_ready="请在浏览器中打开 {url}。按 Ctrl-C 结束。",
    api_ready="API 的地址是 {url}v1。按 Ctrl-C 结束。",
    check="[{mark}] {name}：{detail}",
    check_ok="正常",
    check_failed="失败",
    check_not_run="未执行",
    doctor_well="一切正常。",
    doctor_failed="{count} 项检查失败。",
)


def choose(preference: str, environ: Mapping[str, str]) -> Texts:
    """The texts for a ``language`` setting; "auto" follows LC_ALL, LC_MESSAGES, then LANG.

    Args:
        preference: "zh", "en", or anything else for automatic choice.
        environ: The environment variables.
    """
    if preference in ("zh", "en"):
        return ZH if preference == "zh" else EN
    locale = next((environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(n)), "")
    return ZH if locale.lower().startswith("zh") else EN
