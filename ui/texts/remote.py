"""What clients are told where the message of an error names folders, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class RemoteTexts:
    """The sentences of one language."""

    language: Language

    empty: str = "The index has no documents yet; add some first."
    place: str = (
        "No document, or more than one, is called so; name it by the id that the list of documents "
        "gives."
    )
    locked: str = "The index is being changed by another process; try again later."
    made_otherwise: str = (
        "The index was made by another version of ragqa or with another embedder, so nothing can "
        "be changed in it; `ragqa doctor` on the server tells what to do."
    )
    unusable: str = (
        "The index, or a file beside it, cannot be used now; `ragqa doctor` on the server tells "
        "why."
    )
    model: str = (
        "The model cannot be used now; ask again, and if that does not help, `ragqa doctor` on the "
        "server tells why."
    )
    accounts: str = (
        "The file of users cannot be used, so nobody is let in; `ragqa users list` on the server "
        "tells why."
    )


EN = RemoteTexts("en")

ZH = RemoteTexts(
    "zh",
    empty="索引中还没有文档；请先添加。",
    place="没有这样的文档，或有多个文档同名；请用文档列表中的编号指明。",
    locked="另一个进程正在更改索引；请稍后再试。",
    made_otherwise=(
        "索引由其他版本的 ragqa 或其他嵌入模型建立，因此不能更改；在服务器上运行 `ragqa doctor` "
        "可知如何处理。"
    ),
    unusable="索引或其旁的文件暂时无法使用；在服务器上运行 `ragqa doctor` 可查明原因。",
    model="模型暂时无法使用；请重试，如仍不行，在服务器上运行 `ragqa doctor` 可查明原因。",
    accounts="无法使用用户文件，任何人都无法进入；在服务器上运行 `ragqa users list` 可查明原因。",
)
