"""Why page and API do not listen, or should not as they do, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from ui.texts import Language


@dataclass(frozen=True, slots=True)
class ServingTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    nobody_logs_in: str = (
        "Other machines can reach {host}, and nobody could log in: there is no user with a "
        "password. Run `ragqa users add NAME --role admin` first, or listen on 127.0.0.1."
    )
    no_program_comes: str = (
        "Other machines can reach {host}, and no program could come in: there is no API key. Run "
        "`ragqa users add NAME --no-password` and `ragqa keys add NAME` first, or listen on "
        "127.0.0.1."
    )
    needs_hosts: str = (
        "{host} is every address of this machine; say by which names it may be asked for: "
        "--set hosts=NAME,ADDRESS."
    )
    bad_certificate: str = (
        'The settings "cert" ({cert}) and "key" ({key}) are no certificate and its key in PEM '
        "without a password: {reason}."
    )
    half_given: str = (
        'The setting "{missing}" is missing beside "{given}"; https needs a certificate and its '
        "key: --cert FILE --key FILE."
    )
    plain: str = (
        "Warning: without https anybody on the way can read passwords, questions and documents. "
        "Give --cert FILE --key FILE; or listen on 127.0.0.1 behind a proxy with https that passes "
        "on Host, X-Forwarded-For and X-Forwarded-Proto, and give its name: --set hosts=NAME."
    )
    access_off: str = (
        'Other machines can reach {host}, so the setting "access" cannot be off; take it out, or '
        "listen on 127.0.0.1."
    )
    bad_proxy: str = (
        '"{named}" in setting "proxies" is neither an address nor a network; write for example '
        "172.18.0.5 or 172.18.0.0/16."
    )


EN = ServingTexts()

ZH = ServingTexts(
    nobody_logs_in=(
        "其他机器可以访问 {host}，但没有设有密码的用户，谁也无法登录。"
        "请先运行 `ragqa users add 名称 --role admin`，或改为监听 127.0.0.1。"
    ),
    no_program_comes=(
        "其他机器可以访问 {host}，但没有 API 密钥，任何程序都无法使用。请先运行 "
        "`ragqa users add 名称 --no-password` 和 `ragqa keys add 名称`，或改为监听 127.0.0.1。"
    ),
    needs_hosts="{host} 表示本机的所有地址；请指明允许的主机名：--set hosts=名称,地址。",
    bad_certificate=(
        "设置 “cert”（{cert}）和 “key”（{key}）不是 PEM 格式、无密码的证书及其私钥：{reason}。"
    ),
    half_given=(
        "有设置 “{given}” 而缺少设置 “{missing}”；https 需要证书及其私钥：--cert 文件 --key 文件。"
    ),
    plain=(
        "警告：没有 https，途中任何人都能读到密码、问题和文档。请使用 --cert 文件 --key 文件；"
        "或监听 127.0.0.1，由带 https 的代理转发 Host、X-Forwarded-For 和 X-Forwarded-Proto，"
        "并指明其名称：--set hosts=名称。"
    ),
    access_off=(
        "其他机器可以访问 {host}，因此设置 “access” 不能为 off；"
        "请去掉该设置，或改为监听 127.0.0.1。"
    ),
    bad_proxy="设置 “proxies” 中的 “{named}” 既不是地址也不是网段；"
    "写法例如 172.18.0.5 或 172.18.0.0/16。",
)


def serving_texts(language: Language) -> ServingTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
