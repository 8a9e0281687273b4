"""Every sentence of the page's Library, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class LibraryTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    upload: str = "Drop files or a whole folder here"
    choose_files: str = "Choose files"
    choose_folder: str = "Choose a folder"
    sending: str = "Receiving file {done} of {total}: {name}"
    too_large: str = "The file is larger than the {most} MB allowed; raise max_file_mb to read it."
    not_received: str = "The file did not arrive whole; upload it again."
    into: str = "Add to collection"
    into_hint: str = "Default"
    folder_title: str = "Or read a folder that is on the computer ragqa runs on"
    folder_label: str = "Folder on that computer"
    folder_hint: str = "/home/me/papers"
    ingest_folder: str = "Read folder"
    folder_help: str = "Run it again after changes: only what is new or changed is read."
    folder_missing: str = "Enter the path of a folder, then press the button."

    ingesting: str = (
        "Documents are being added at the moment; wait until that has ended, or cancel it."
    )
    starting: str = "Looking at the files"
    queued: str = "Waiting for another ingestion to end"
    other_writes: str = "Another program is writing to the index; this waits until it has ended"
    then_deleted: str = "To be deleted: {names}"
    then_moved: str = "To be moved: {names}"
    then_restored: str = "To be brought back: {names}"
    then_purged: str = "To be deleted for good: {names}"
    more_names: str = "and {count} more"
    comma: str = ", "
    progress: str = (
        "{done} of {total} files · {count} chunk|{done} of {total} files · {count} chunks"
    )
    left: str = "about {time} left, by the size of the files"
    seconds: str = "{count} s"
    minutes: str = "{count} min"
    hours: str = "{hours} h {minutes} min"
    cancel: str = "Cancel"
    cancelling: str = "Stopping after the current step…"
    reading: str = "reading"
    embedding: str = "{done} of {count} chunk|{done} of {count} chunks"
    report: str = "Finished in {seconds} s: {counts}."
    report_stopped: str = "Stopped after {seconds} s: {counts}. The other files were not added."
    report_nothing: str = "No files to read were found."
    none_yet: str = "nothing yet"
    dismiss: str = "Close"
    status_new: str = "{count} new"
    status_changed: str = "{count} changed"
    status_reread: str = "{count} read again"
    status_moved: str = "{count} moved"
    status_deleted: str = "{count} deleted"
    status_unchanged: str = "{count} unchanged"
    status_failed: str = "{count} failed"
    status_skipped: str = "{count} skipped"
    more_remarks: str = "… and {count} more"

    find_label: str = "Search the list"
    find_hint: str = "Find by name"
    collection_label: str = "Collection"
    all_collections: str = "All collections"
    default_collection: str = "Default"
    state_label: str = "State"
    state_all: str = "All states"
    state_remarkable: str = "Needs a look"
    state_failed: str = "Not readable"
    order_label: str = "Order"
    order_name: str = "By name"
    order_newest: str = "Newest first"

    list_empty: str = "Your library is empty"
    list_empty_hint: str = (
        "Drop PDF, Word, web pages, mails or text above. They stay on this computer, and can be "
        "asked about as soon as they were read."
    )
    list_none_fit: str = "No document fits this search."
    clear_search: str = "Show all"
    column_document: str = "Document"
    column_collection: str = "Collection"
    column_pages: str = "Pages"
    column_size: str = "Size"
    column_updated: str = "Updated"
    column_status: str = "Status"
    column_actions: str = "Actions"
    select_one: str = "Select {source}"
    select_all: str = "Select all on this page"
    shown: str = "{first}–{last} of {total}"
    previous: str = "Previous"
    next: str = "Next"
    pages_of_list: str = "Pages of the list"
    ready: str = "ready"
    warned: str = "check"
    failed: str = "not readable"
    outdated: str = "old version"
    better: str = "read better now"
    ocr: str = "{count} p. by OCR"
    no_text: str = "{missing} of {pages} p. without text"
    uploaded: str = "uploaded"

    chosen: str = "{count} selected"
    move_to: str = "Move to collection"
    move: str = "Move"
    moved: str = (
        "{count} document is in “{collection}” now.|{count} documents are in “{collection}” now."
    )
    reread: str = "Read again"
    reread_one: str = "Read {source} again"
    delete: str = "Delete"
    delete_one: str = "Delete {source}"

    deleted: str = "Deleted “{source}”. It no longer answers."
    deleted_many: str = "Deleted {count} documents. They no longer answer."
    undo: str = "Undo"
    restored: str = "“{source}” is back."
    restored_many: str = "{count} documents are back."
    trash_title: str = "Recently deleted ({count})"
    trash_hint: str = (
        "These no longer answer. They are deleted for good by themselves after a day; files in "
        "your own folders always stay."
    )
    trash_until: str = "for good on {time}"
    restore: str = "Bring back"
    restore_one: str = "Bring {source} back"
    purge: str = "Delete for good"
    purge_one: str = "Delete {source} for good"
    purge_all: str = "Delete all for good"
    confirm_purge: str = "Delete “{source}” for good? This cannot be undone."
    confirm_purge_all: str = "Delete all {count} for good? This cannot be undone."
    purged: str = "Deleted for good."

    def status(self, name: str, count: int) -> str:
        """How many files have a status of a report."""
        return str(getattr(self, f"status_{name}")).format(count=count)


EN = LibraryTexts("en")

ZH = LibraryTexts(
    "zh",
    upload="将文件或整个文件夹拖到这里",
    choose_files="选择文件",
    choose_folder="选择文件夹",
    sending="正在接收文件 {done} / {total}：{name}",
    too_large="文件超过 {most} MB 的上限；如需读取，请调高 max_file_mb。",
    not_received="文件没有完整传到，请重新上传。",
    into="加入集合",
    into_hint="默认",
    folder_title="或读取 ragqa 所在电脑上的文件夹",
    folder_label="该电脑上的文件夹",
    folder_hint="/home/me/papers",
    ingest_folder="读取文件夹",
    folder_help="文件有变动后再次读取即可：只处理新增和更改的部分。",
    folder_missing="请输入文件夹路径，再按按钮。",
    ingesting="正在添加文档；请等它结束，或先取消。",
    starting="正在查看文件",
    queued="正在等待另一个导入任务结束",
    then_deleted="待删除：{names}",
    then_moved="待移动：{names}",
    then_restored="待恢复：{names}",
    then_purged="待彻底删除：{names}",
    more_names="等，另有 {count} 个",
    comma="、",
    other_writes="另一个程序正在写入索引，等它结束后继续",
    progress="{done} / {total} 个文件 · {count} 个片段",
    left="按文件大小估计约剩 {time}",
    seconds="{count} 秒",
    minutes="{count} 分钟",
    hours="{hours} 小时 {minutes} 分钟",
    cancel="取消",
    cancelling="当前步骤结束后停止…",
    reading="正在读取",
    embedding="{done} / {count} 个片段",
    report="完成，用时 {seconds} 秒：{counts}。",
    report_stopped="已停止，用时 {seconds} 秒：{counts}。其余文件没有加入。",
    report_nothing="没有找到可读取的文件。",
    none_yet="尚无结果",
    dismiss="关闭",
    status_new="新增 {count}",
    status_changed="更新 {count}",
    status_reread="重新读取 {count}",
    status_moved="移动 {count}",
    status_deleted="删除 {count}",
    status_unchanged="未变 {count}",
    status_failed="失败 {count}",
    status_skipped="跳过 {count}",
    more_remarks="……另有 {count} 条",
    find_label="搜索列表",
    find_hint="按名称查找",
    collection_label="集合",
    all_collections="全部集合",
    default_collection="默认",
    state_label="状态",
    state_all="全部状态",
    state_remarkable="需要查看",
    state_failed="无法读取",
    order_label="排序",
    order_name="按名称",
    order_newest="最新在前",
    list_empty="文档库是空的",
    list_empty_hint=(
        "将 PDF、Word、网页、邮件或文本拖到上方。文件只保存在本机，读取完成后即可提问。"
    ),
    list_none_fit="没有符合条件的文档。",
    clear_search="显示全部",
    column_document="文档",
    column_collection="集合",
    column_pages="页数",
    column_size="大小",
    column_updated="更新日期",
    column_status="状态",
    column_actions="操作",
    select_one="选择 {source}",
    select_all="选择本页全部",
    shown="第 {first}–{last} 个，共 {total} 个",
    previous="上一页",
    next="下一页",
    pages_of_list="列表分页",
    ready="就绪",
    warned="请检查",
    failed="无法读取",
    outdated="旧版本",
    better="可更好地读取",
    ocr="{count} 页由 OCR 读出",
    no_text="{pages} 页中 {missing} 页无文字",
    uploaded="上传的文件",
    chosen="已选 {count} 个",
    move_to="移到集合",
    move="移动",
    moved="{count} 个文档已移到“{collection}”。",
    reread="重新读取",
    reread_one="重新读取 {source}",
    delete="删除",
    delete_one="删除 {source}",
    deleted="已删除“{source}”，不再用于回答。",
    deleted_many="已删除 {count} 个文档，不再用于回答。",
    undo="撤销",
    restored="“{source}”已恢复。",
    restored_many="已恢复 {count} 个文档。",
    trash_title="最近删除（{count}）",
    trash_hint="这些文档不再用于回答，一天后自动彻底删除；您自己文件夹中的文件始终保留。",
    trash_until="{time} 彻底删除",
    restore="恢复",
    restore_one="恢复 {source}",
    purge="彻底删除",
    purge_one="彻底删除 {source}",
    purge_all="全部彻底删除",
    confirm_purge="彻底删除“{source}”？此操作无法撤销。",
    confirm_purge_all="彻底删除全部 {count} 个文档？此操作无法撤销。",
    purged="已彻底删除。",
)


def library_texts(language: Language) -> LibraryTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
