from __future__ import annotations

import pytest

from ragqa.text.asked.requests import requested

NAMES = ("Guide.pdf", "手册.pdf", "旧手册.pdf", "旧手册")


def named(words: str) -> list[str]:
    return [name for name in NAMES if all(w in name.lower() for w in words.split())]


SUMMARIES = """
请总结这份文档的内容。
这些文件主要讲什么？
帮我总结一下这篇文章
请概括一下这本书的主要内容
这份合同讲了什么？
这个文件是关于什么的
总结一下我上传的所有文件
文档的主要内容是什么？
这些资料里有什么内容？
给我写一份这个文档的摘要
能不能用三句话概括全文？
你好，请把这份报告总结一下，谢谢！
請總結這份文件的內容
我的文档主要讲了什么
知识库的主要内容有哪些？
介绍一下这份手册
请概括该报告的主要内容
该文件讲了什么？
Summarise my documents
What is this document about?
Can you summarize the file, please?
Please give me a brief summary of these documents.
What are the main points of this report?
what's in this pdf
What does the contract say?
What do my documents contain?
Give me an overview of all files
Tell me about this book
tl;dr of the paper
What are these files about?
Could you summarise everything in three sentences?
Summarize the whole collection
What kind of document is this?
Summarise this document's contents
""".strip().splitlines()

LISTS = """
列出所有文件
请列出所有文档的名称。
有哪些文件？
你有哪些文档
知识库里有哪些文件？
我上传了哪些文件？
文件列表
一共有多少个文档？
List all documents
Show me my files
Which documents do you have?
What files are in the index?
How many documents are there?
Please list the files I have uploaded.
""".strip().splitlines()

QUESTIONS = """
请总结年假规定
总结这份合同的违约条款
这份文件什么时候生效？
总结报告什么时候提交？
总结报告是什么？
员工每年有多少天年假？
列出所有需要提交的文件
如何列出软件包中的所有文件？
哪些文件必须签字？
这本书介绍了哪些文件？
该书讲述了什么内容？
该论文讨论了什么？
内容是什么？
文件是什么？
怎么写摘要？
写一份合同
合同里有哪些费用？
文档的作者是谁？
摘要不能超过多少字？
什么是摘要文件
Summarise the rules on leave
What does the summary of the report have to contain?
What is the summary judgment?
What is a document?
What does the manual say about leave?
Which files does this book describe?
How do I list all files of a package?
List the files that I must sign
What is the file about which the court complained?
Who wrote this document?
What does the control file contain?
When must the report be filed?
What files are needed?
List
hello
?
""".strip().splitlines()


@pytest.mark.parametrize("text", SUMMARIES)
def test_main_points_of_whole_documents_are_asked_for(text: str) -> None:
    found = requested(text, alone=False)
    assert found is not None
    assert found.kind == "summary"


@pytest.mark.parametrize("text", LISTS)
def test_the_names_of_documents_are_asked_for(text: str) -> None:
    found = requested(text, alone=False)
    assert found is not None
    assert found.kind == "list"


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_a_passage_may_tell_is_left_to_search(text: str) -> None:
    assert requested(text) is None


@pytest.mark.parametrize(
    "text", ["总结一下", "请总结。", "Summarize", "Give me a summary.", "What is this about?"]
)
def test_after_something_was_said_a_bare_request_may_be_about_that(text: str) -> None:
    assert requested(text, alone=True)
    assert requested(text, alone=False) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("总结这份文档", "zh"),
        ("用英文总结这份文档", "en"),
        ("Summarise this document", "en"),
        ("Summarise this document in Chinese", "zh"),
        ("List all documents", "en"),
    ],
)
def test_it_is_told_in_the_language_of_the_request_or_the_one_it_names(
    text: str, language: str
) -> None:
    found = requested(text)
    assert found is not None
    assert found.language == language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Summarise Guide.pdf", "Guide.pdf"),
        ("What is guide.pdf about?", "Guide.pdf"),
        ("总结《手册.pdf》", "手册.pdf"),
        ("手册.pdf主要讲什么？", "手册.pdf"),
        ("总结旧手册.pdf的主要内容", "旧手册.pdf"),
        ("请用三句话总结旧手册", "旧手册"),
        ("Summarise 旧手册", "旧手册"),
    ],
)
def test_a_document_may_be_named(text: str, name: str) -> None:
    found = requested(text, names=named)
    assert found is not None
    assert (found.kind, found.name) == ("summary", name)
    assert requested(text) is None


@pytest.mark.parametrize(
    "text", ["总结旧手册的假期规定", "旧手册的作者是谁？", "What does Guide.pdf say about leave?"]
)
def test_what_is_asked_of_a_part_of_a_named_document_is_left_to_search(text: str) -> None:
    assert requested(text, names=named) is None


def test_names_are_not_looked_up_for_every_question() -> None:
    def names(words: str) -> list[str]:
        raise AssertionError(words)

    for text in ("员工每年有多少天年假？", "Who wrote guide.pdf?", "Summarise my documents"):
        requested(text, names=names)


def test_a_long_text_is_no_request() -> None:
    assert requested("总结" * 100) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请用三句话总结旧手册", "旧"),
        ("总结手册", "手册"),
        ("Summarise 旧手册", "旧手册"),
        ("What is the budget of 2024.xlsx about?", "budget of 2024.xlsx"),
    ],
)
def test_names_are_looked_up_by_what_is_no_other_word(text: str, words: str) -> None:
    asked: list[str] = []

    def names(given: str) -> tuple[str, ...]:
        asked.append(given)
        return ()

    requested(text, names=names)
    assert asked == [words]
