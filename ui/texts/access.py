"""What `ragqa users` and `ragqa keys` say, in English and Chinese. Templates are constant."""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts.commands import Pair

ACCESS: Mapping[str, Pair] = {
    "name": ("name", "名称"),
    "role": ("role", "角色"),
    "collections": ("collections", "集合"),
    "login": ("last login", "上次登录"),
    "created": ("created", "创建"),
    "key": ("key", "密钥"),
    "user": ("user", "用户"),
    "label": ("label", "用途"),
    "used": ("last used", "上次使用"),
    "every": ("all", "全部"),
    "none": ("none", "无"),
    "never": ("never", "从未"),
    "no_password": ("no password", "无密码"),
    "no_users": (
        "There are no users: who sits at this machine may do everything, and others cannot come. "
        "Add one with `ragqa users add NAME --role admin`.",
        "还没有用户：本机使用者可以做任何操作，其他机器无法访问。"
        "用 `ragqa users add 名称 --role admin` 添加。",
    ),
    "no_keys": (
        "There are no API keys; make one with `ragqa keys add USER`.",
        "还没有 API 密钥；用 `ragqa keys add 用户` 创建。",
    ),
    "added": (
        "{name} is added with the role {role}; {where}.",
        "已添加用户 {name}，角色 {role}；{where}。",
    ),
    "everywhere": ("all collections", "可用全部集合"),
    "only_in": ("collections: {names}", "可用集合：{names}"),
    "removed": (
        "{name} is removed, with all keys, logins and conversations.",
        "已删除用户 {name} 及其全部密钥、登录和对话。",
    ),
    "last_removed": (
        "That was the last user: with the next start, who sits at this machine may do everything.",
        "这是最后一个用户：下次启动后，本机使用者可以做任何操作。",
    ),
    "password_set": (
        "The password of {name} is changed; all logins made with the old one have ended.",
        "已更改 {name} 的密码；用旧密码建立的登录全部失效。",
    ),
    "role_set": ("{name} has the role {role} from now on.", "{name} 的角色现为 {role}。"),
    "collections_set": ("{name} from now on: {where}.", "{name} 现在{where}。"),
    "key_made": (
        "The key of {name}; it is shown this once. Send it as `Authorization: Bearer KEY`.",
        "{name} 的密钥，只显示这一次。以 `Authorization: Bearer 密钥` 的形式发送。",
    ),
    "key_revoked": (
        "The key {key} of {name} opens nothing any more.",
        "{name} 的密钥 {key} 已失效。",
    ),
    "ask_password": ("Password for {name}: ", "{name} 的密码："),
    "ask_again": ("The same again: ", "再次输入："),
    "differ": (
        "The two passwords differ; nothing was changed.",
        "两次输入的密码不同；未做任何更改。",
    ),
    "no_input": (
        "No password came from standard input; give it as one line.",
        "标准输入中没有密码；请以一行给出。",
    ),
    "which": (
        "Name the collections, or give --all.",
        "请指定集合，或使用 --all。",
    ),
}
