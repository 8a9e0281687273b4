"""What `ragqa models` says, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts.commands import Pair

MODELS: Mapping[str, Pair] = {
    "model": ("model", "模型"),
    "quant": ("quantization", "量化"),
    "size": ("GB", "GB"),
    "bits": ("bits", "位数"),
    "perplexity": ("perplexity", "困惑度"),
    "fit": ("on this machine", "在本机"),
    "here": ("file", "文件"),
    "fits": ("fits", "可以运行"),
    "smaller_context": (
        "fits with context_size {tokens}",
        "context_size 减到 {tokens} 时可以运行",
    ),
    "slow": ("would read the disk all the time", "会不停读盘，很慢"),
    "too_large": ("too large", "太大"),
    "unknown": ("not known", "未知"),
    "recommended": ("recommended", "推荐"),
    "memory": (
        "Free memory: {ram} GB of {total} GB. Asked for: context_size {tokens}.",
        "可用内存：{ram} GB，共 {total} GB。要求的 context_size：{tokens}。",
    ),
    "none": (
        "None of {model} that is worth having fits into the free memory.",
        "{model} 中没有值得用且内存够用的版本。",
    ),
    "how": (
        "Fetch one with `ragqa models pull {model}:{quant}`; files go to {folder}.",
        "用 `ragqa models pull {model}:{quant}` 下载；文件存放在 {folder}。",
    ),
    "others": ("Other models in {folder}:", "{folder} 中的其他模型："),
    "unreadable": ("cannot be read: {reason}", "无法读取：{reason}"),
    "pulled": (
        "{path} is complete; use it with --model {path}.",
        "{path} 已下载完整；用 --model {path} 使用。",
    ),
    "was_here": (
        "{path} is there already; use it with --model {path}.",
        "{path} 已存在；用 --model {path} 使用。",
    ),
    "unverified": (
        "The source states no SHA-256, so only size and header were checked.",
        "来源没有提供 SHA-256，因此只核对了大小和文件头。",
    ),
    "quantized": (
        "{path}: {quant}, {gb} GB, {bits} bits a weight.",
        "{path}：{quant}，{gb} GB，每个权重 {bits} 位。",
    ),
    "window": ("window {done} of {total}: {value}", "第 {done}/{total} 段：{value}"),
    "measured": (
        "Perplexity {value} ± {error} on {tokens} tokens; {byte} bits a byte, {character} bits a "
        "character; {speed} tokens/s.",
        "困惑度 {value} ± {error}（{tokens} 个词元）；每字节 {byte} 位，每字符 {character} 位；"
        "每秒 {speed} 个词元。",
    ),
    "check.file": ("file", "文件"),
    "check.name": ("name", "名称"),
    "check.kind": ("kind", "类型"),
    "check.architecture": ("architecture", "架构"),
    "check.experts": ("experts", "专家数"),
    "check.layers": ("layers", "层数"),
    "check.context": ("context length", "上下文长度"),
    "check.quant": ("quantization", "量化"),
    "check.tensors": ("tensors", "张量"),
    "check.size": ("size", "大小"),
    "check.kv": ("memory for each token", "每个词元的内存"),
    "check.tokenizer": ("tokenizer", "分词器"),
    "check.template": ("prompt format", "提示格式"),
    "check.complete": ("complete", "完整"),
    "check.fit": ("on this machine", "在本机"),
    "check.sha256": ("SHA-256", "SHA-256"),
    "check.usable": ("can answer", "能否作答"),
    "yes": ("yes", "是"),
    "no": ("no: {reason}", "否：{reason}"),
    "template.none": ("none (a base model continues text)", "无（基础模型只续写文本）"),
    "template.mistral-v1": ("Mistral, first version", "Mistral 第一版"),
    "template.other": ("another one", "其他格式"),
    "of_experts": ("{experts}, of which {used} work at once", "{experts} 个，同时使用 {used} 个"),
    "of_bits": ("{quant}, {bits} bits a weight", "{quant}，每个权重 {bits} 位"),
    "of_tokens": ("{kind}, {tokens} tokens", "{kind}，{tokens} 个词元"),
    "needs": ("{verdict}; needs {gb} GB", "{verdict}；需要 {gb} GB"),
}
