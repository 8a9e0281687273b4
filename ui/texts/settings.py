"""What each setting is, in Chinese; the English stands beside the setting itself."""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS_ZH: Mapping[str, str] = {
    "index": "索引所在的文件夹。",
    "cache": "存放解包后的内置嵌入模型的文件夹。",
    "language": "界面与提示的语言；auto 跟随系统。",
    "model": "GGUF 文件的路径，或模型服务器 openai:URL#名称；留空则不用语言模型，以原文摘句作答。",
    "api_key": "模型服务器的密钥（如果需要）。",
    "server_seconds": "模型服务器最长可以多少秒没有输出。",
    "context_size": "上下文窗口的词元数；越大越占内存。",
    "answer_tokens": "答案的最大词元数。",
    "temperature": "0 表示总取最可能的词元。",
    "top_k": "采样：考虑的最可能词元数。",
    "top_p": "采样：考虑的概率总量。",
    "repeat_penalty": "大于 1 会惩罚重复，也会妨碍引用原文。",
    "seed": "采样种子；相同则答案相同。",
    "models_folder": "下载的语言模型存放的文件夹。",
    "lora": "模型的 LoRA 适配器（GGUF）的路径；留空则不用。",
    "lora_scale": "LoRA 适配器的强度；1 为训练时的强度。",
    "gpu_layers": "放到 GPU 上的层数：-1 为尽可能多，0 为不用。",
    "kv_type": "模型如何保存已读内容：q8_0 省一半内存，q4_0 省四分之三但影响质量。",
    "repack": "为本机 CPU 重排的第二份权重；auto 在两份都放得下时启用。",
    "prompt_lookup": "猜测答案从段落中照抄的内容，一次核对多个词元：照抄较多时更快；kv_type 为 f16 "
    "或使用 GPU 时，答案的措辞可能不同。",
    "pinned_mb": "已固定文档的已读内容最多占用的磁盘（MB）；最久未用的先删除。",
    "threads": "CPU 线程数；0 取物理核心数。",
    "queue_seconds": "模型（GGUF）忙时最长等待的秒数；0 为不限。",
    "answer_seconds": "模型（GGUF）写一个答案最长的秒数；0 为不限。",
    "embedder": "bundled（内置 multilingual-e5-small），或 sentence-transformers 的文件夹或名称。",
    "embedder_backend": "嵌入模型的计算方式；auto 取本机处理器上最快的。",
    "chroma": "保存向量的 Chroma 服务器的地址；留空则存于索引文件夹，folder 为移回文件夹。",
    "query_prefix": "使用指定的嵌入模型时，加在问题前的文字。",
    "passage_prefix": "使用指定的嵌入模型时，加在片段前的文字。",
    "chunk_tokens": "片段的最大长度，以嵌入模型的词元计。",
    "chunk_overlap": "段落被切开时，在下一片段中重复的整句词元数。",
    "passages": "最多提供给模型的段落数。",
    "candidates": "从每个检索引擎取的片段数。",
    "lexical_weight": "词汇覆盖相对于余弦相似度的权重。",
    "reranker": (
        "late（内置嵌入模型逐词比较）、none（不用），或 sentence-transformers CrossEncoder "
        "的文件夹或名称。"
    ),
    "rerank_depth": "重排序所看的片段数；0 为不用。",
    "keep_tokens": "保存迟交互重排序从每个片段读出的内容（每个约 24 kB），提问时便不必重新读取。",
    "evidence_threshold": (
        "有答案的概率低于此值则拒绝回答；不设则内置模型 0.28（不用它重排序时 0.1），其他从不拒绝。"
    ),
    "ignore": "不导入的文件的模式，写法同 .gitignore。",
    "max_file_mb": "超过此大小（MB）的文件只报告，不读取。",
    "parse_seconds": "读取一个文件的最长秒数。",
    "ocr": "auto 识别图片和没有文字的 PDF 页中的文字；off 不识别。",
    "pdf_passwords": "用于尝试打开加密 PDF 的密码。",
    "record_answers": "把答案保存在索引文件夹中，以便列出和重放。",
    "save_conversations": "把每个用户在网页中的对话保存在索引文件夹中。",
    "host": "浏览器页面或 API 的地址。",
    "port": "浏览器页面或 API 的端口；0 表示任意。",
    "queue_limit": "API 同时处理或等待的请求数上限。",
    "hosts": "允许用来访问页面和 API 的其他主机名，例如代理转发的名称。",
    "proxies": "其他机器上可信代理的地址或网段，采信其转告的访问者地址和是否 https。",
    "audit": "在索引旁记录谁对哪个文档做了什么：auto 只记录用户，on 也记录未经询问的本机使用者。",
    "cert": "以 https 提供服务所用的证书（PEM）。",
    "key": "证书的私钥（PEM）。",
    "access": "是否询问访问者身份：auto 为有用户之后，on 为总是，off 为从不（仅限本机地址）。",
    "metrics": "API 是否在 /metrics 提供 Prometheus 指标。",
    "traces": "OpenTelemetry 采集器的地址（OTLP，gRPC），用于发送答案各阶段的用时；留空则不发。",
}
