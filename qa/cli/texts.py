"""Every word that the command says by itself, in both languages. Errors bring their own."""

from __future__ import annotations

from qa.language import say

# Rich breaks lines at spaces only and cuts what does not fit: Chinese help has to be short, or have spaces.
TEXTS: dict[str, tuple[str, str]] = {
    # help of the command and its commands
    "help.qa": (
        "章句：就中文文章提问，每一句回答都有原文可查。",
        "Zhangju: questions over Chinese articles, every sentence backed by its source.",
    ),
    "help.qa.end": (
        "退出码：0 已回答或完成，1 出错，2 用法有误，3 拒绝回答。配置见 `qa config`。",
        "Exit codes: 0 answered or done, 1 error, 2 usage, 3 refused. Settings: `qa config`.",
    ),
    "help.ingest": (
        "收录文章：Markdown、HTML 或纯文本。再次收录即更新。",
        "Take articles in: files or folders (Markdown, HTML, plain text). Ingesting again updates.",
    ),
    "help.list": ("列出文库里的文章。", "List the articles in the library."),
    "help.show": ("显示一篇文章的信息和正文。", "Show one article: its metadata and its text."),
    "help.search": ("查找与问题最相关的段落。", "Find the passages that fit a query best."),
    "help.ask": (
        "提问。回答里的每一句都注明出处；找不到依据时拒绝回答（退出码 3）。",
        "Ask a question. Every sentence names its source; without support it is refused (exit code 3).",
    ),
    "help.check": (
        "逐句核对一段文字有没有原文依据；有一句没有时退出码为 3。",
        "Check a text sentence by sentence against the articles; exit code 3 if one has no support.",
    ),
    "help.chat": (
        "连续提问，追问会参照前文。/help 列出对话中的命令。",
        "Ask question after question; each may refer to those before it. /help lists the commands.",
    ),
    "help.note": (
        "写编辑导语：一段话，每一句都有原文依据；不合要求时退出码为 3。",
        "Write the editor's note of an article, each claim backed by it; exit code 3 if it is not fit to print.",
    ),
    "help.summarize": (
        "写摘要、提纲、要点、一句话简介或问答。",
        "Write an abstract, an outline, takeaways, one line, or questions with answers.",
    ),
    "help.digest": (
        "把多篇文章写成一篇综述，按主题分组，每一句注明文章和章节。",
        "Write one digest of several articles, by theme, each sentence cited to its article and section.",
    ),
    "help.log": (
        "查看记录下来的回答（见 `qa ask --log`）。",
        "List the answers that were logged (see `qa ask --log`), or show one.",
    ),
    "help.remove": ("从文库中移除文章。", "Remove articles from the library."),
    "help.reindex": (
        "用当前的嵌入模型和切分参数重建文库。",
        "Rebuild the library with the embedder and the chunking that are configured now.",
    ),
    "help.prompts": ("查看和检查提示词。", "List, show and check the prompts."),
    "help.prompts.list": (
        "列出全部提示词、版本、用途和来源。",
        "List every prompt: its version, what it is for, which folder it comes from.",
    ),
    "help.prompts.show": ("显示一个提示词。", "Show one prompt."),
    "help.prompts.check": (
        "用样例渲染提示词，检查变量和语法；有问题时退出码为 1。",
        "Render prompts with samples and report what is wrong, by line; exit code 1 if something is.",
    ),
    "help.doctor": (
        "检查各个组成部分是否可用；有一项不可用时退出码为 1。",
        "Check every part that the settings name; exit code 1 if one of them does not work.",
    ),
    "help.config": (
        "显示全部配置项、取值和来源。密钥会被遮盖。",
        "Show every setting, its value and where it came from. Keys are masked.",
    ),
    "help.serve": (
        "启动服务：HTTP 接口、网页、OpenAI 兼容接口和 MCP。",
        "Serve the library: HTTP API, web page, OpenAI-compatible endpoint, MCP.",
    ),
    "help.mcp": (
        "让支持 MCP 的程序使用文库。默认由该程序启动本命令， 经标准输入输出对话。",
        "Let programs that speak MCP use the library. By default such a program starts this command.",
    ),
    "help.transport": (
        "stdio 由客户端启动， http 单独运行，客户端连接其 /mcp。",
        "stdio: a client starts the command; http: it runs by itself, and clients connect to its /mcp.",
    ),
    "help.host": ("监听的地址。", "The address to listen on."),
    "help.port": ("监听的端口。", "The port to listen on."),
    "help.keys": (
        "管理服务的钥匙：谁可以提问，谁可以改动文库。",
        "The keys of the service: who may ask, and who may write.",
    ),
    "help.keys.add": (
        "新建一把钥匙。钥匙只显示这一次，请保存好。",
        "Make a key. It is shown this once, and not kept.",
    ),
    "help.keys.list": ("列出钥匙。", "List the keys."),
    "help.keys.revoke": (
        "吊销一把钥匙；正在运行的服务立即生效。",
        "Take a key away; a service that runs refuses it at once.",
    ),
    "help.keys.name": ("钥匙的名字，例如 谁在用它。", "What the key is called, such as who uses it."),
    "help.keys.scope": (
        "read 只能查询， write 还能收录和删除。",
        "read to ask only; write to take in and remove articles, too.",
    ),
    "help.keys.rate": (
        "每分钟最多几次请求； 默认为配置项 serve_rate。",
        "Requests a minute. Default: the setting serve_rate.",
    ),
    "help.keys.quota": ("每天最多几次请求。", "Requests a day (UTC). Default: no limit."),
    "help.keys.expires": (
        "有效期：到某一天为止， 或多少天； 默认一直有效。",
        "The last day on which it is valid, or for how many days. Default: always.",
    ),
    "help.eval": (
        "评测：用评测集衡量检索、回答、拒答和导语。",
        "Evaluate: measure retrieval, answers, refusals and notes on sample questions.",
    ),
    "help.eval.run": (
        "跑一遍评测集，给出各项指标，并与基线比较。",
        "Go through a suite, show its figures and what is better or worse than the baseline.",
    ),
    "help.eval.list": ("列出评测集和运行记录。", "List the suites and the runs."),
    "help.eval.show": ("查看一次运行的指标或题目。", "Show a run: its figures, or its questions."),
    "help.eval.compare": (
        "比较两次运行：哪些指标确实变好或变差。",
        "Compare two runs: what is better or worse for certain.",
    ),
    "help.eval.baseline": (
        "把一次运行定为评测集的基线。",
        "Make a run the baseline that later runs of its suite are compared with.",
    ),
    "help.eval.report": ("输出一次运行的报告。", "Write the report of a run."),
    "help.eval.suite": (
        "评测集的名字、目录，或基准测试的文件。",
        "A suite's name or folder, a file of questions, or a benchmark's file.",
    ),
    "help.eval.kind": ("只问这一类题目，可重复。", "Only questions of this kind; may be repeated."),
    "help.eval.set": (
        "改用这个配置值， 可重复， 例如 passages=8。",
        "Use this value of a setting, such as passages=8; may be repeated.",
    ),
    "help.eval.concurrency": (
        "同时提问的数量 （用大模型时）。",
        "How many questions are under way at once (worth it with an LLM).",
    ),
    "help.eval.rate": ("每分钟最多请求 大模型几次。", "At most so many requests a minute to the LLM."),
    "help.eval.no_gate": (
        "不拒答、不核查， 用来衡量二者的作用。",
        "Without the refusal and the check, to see what these two are worth.",
    ),
    "help.eval.limit": ("最多问几题，均匀抽取。", "At most so many questions, taken evenly."),
    "help.eval.resume": (
        "接着跑这次中断的 运行； last 为最近一次。",
        "Go on with this run, which was interrupted; last is the newest.",
    ),
    "help.eval.out": ("把运行记录存到这个目录。", "Keep the run in this folder."),
    "help.eval.label": ("给这次运行起个名字。", "What to call the run."),
    "help.eval.price": (
        "每百万词元的价格， 输入/输出， 例如 0.15/0.6。",
        "Prices per million tokens, in and out, such as 0.15/0.6.",
    ),
    "help.eval.gate": (
        "门槛，例如 recall@5>=0.98； 未达到时退出码为 3。",
        "A bound, such as recall@5>=0.98; exit code 3 where it does not hold. May be repeated.",
    ),
    "help.eval.no_suite_gates": ("不检查评测集自带的门槛。", "Do without the suite's own bounds."),
    "help.eval.against_baseline": (
        "与这次运行比较， none 为不比较； 默认是基线。",
        "Compare with this run, or none. Default: the suite's baseline, if it has one.",
    ),
    "help.eval.reports": (
        "在运行目录里写报告 （默认写）。",
        "Write the reports into the run's folder, or do not.",
    ),
    "help.eval.run_name": (
        "编号（或其开头）、标签、目录，或 last。",
        "A run's id (or its beginning), label or folder, or last.",
    ),
    "help.eval.only": (
        "只看这些题目：worse、better、 failed、wrong 或 refused。",
        "The questions that are worse, better, failed, wrong or refused.",
    ),
    "help.eval.show_kind": ("只看这一类题目，可重复。", "Only this kind of question; may be repeated."),
    "help.eval.against": (
        "与这次运行比较；baseline 为基线。",
        "Compare with this run, or with baseline.",
    ),
    "help.eval.question": ("查看这一题，可重复。", "Show this question; may be repeated."),
    "help.eval.before": ("先前的运行。", "The earlier run."),
    "help.eval.after": ("之后的运行。", "The later run."),
    "help.eval.fail_on_worse": (
        "有指标确实变差时 退出码为 3。",
        "Exit code 3 if a figure is worse for certain.",
    ),
    "help.eval.sweep": (
        "逐一试验各种设置组合， 列表比较， 标出质量与用时、成本的 帕累托前沿。",
        "Run a suite with every combination of settings: a table, and the Pareto front of quality against time and cost.",
    ),
    "help.eval.vary": (
        "要改变的配置项和取值， 可重复， 例如 chunk_tokens=160,320； 空值表示默认值。",
        "A setting and its values; may be repeated, for example chunk_tokens=160,320. An empty value is the default.",
    ),
    "help.eval.quality": (
        "质量指标，可重复；默认 rcap@1。",
        "A figure of quality; may be repeated. By default rcap@1.",
    ),
    "help.eval.figure": (
        "表中列出的指标， 代替默认的几项； 可重复。",
        "A figure to show in place of the usual ones; may be repeated.",
    ),
    "help.eval.again": (
        "已有运行记录的组合也重新运行。",
        "Run combinations again although their runs are there.",
    ),
    "help.eval.sweep_out": ("另存为 Markdown 文件。", "Write the table to this file, too, as Markdown."),
    "help.eval.export": (
        "把一次运行导出为 ragas 或 DeepEval 的样本（JSONL）。",
        "Write a run as samples for ragas or DeepEval (JSONL).",
    ),
    "help.eval.to": ("ragas 或 deepeval。", "ragas or deepeval."),
    "help.eval.export_out": ("写入这个文件。", "Write them to this file."),
    "help.eval.format": ("html、markdown 或 json。", "html, markdown or json."),
    "help.eval.judge": (
        "让大模型给一次运行里的回答打分： 忠实、切题、通顺， 各 1 到 5 分。",
        "Have a chat model judge the answers of a run: faithful, relevant, fluent, from 1 to 5 each.",
    ),
    "help.eval.judge_model": ("裁判用的模型。", "The model that judges."),
    "help.eval.judge_url": (
        "裁判模型的服务器网址， 以 /v1 结尾。",
        "The base URL of its server, ending in /v1.",
    ),
    "help.eval.judge_too": ("结束后让大模型 给回答打分。", "Have a chat model judge the answers, too."),
    "help.eval.draft": (
        "根据文章拟出评测题， 附标准章节和答案； 请人工挑选后使用。",
        "Propose questions from an article, with the sections that answer them, for a person to accept.",
    ),
    "help.eval.draft_out": (
        "写入的 JSONL 文件； 已有的内容不改动， 只在后面追加。",
        "The JSONL file that they are added to; nothing in it is changed. By default they are printed.",
    ),
    "help.eval.per_section": ("每一节最多几题。", "The most questions of one section."),
    "help.eval.negatives": (
        "另拟几道同一话题、 但没有答案的题。",
        "Add near questions that nothing answers.",
    ),
    "help.eval.accept": (
        "在终端上逐题询问： y 采用， n 不用， e 修改， q 结束。",
        "Ask for each on the terminal: y keeps it, n does not, e changes it first, q ends.",
    ),
    # help of arguments and options
    "help.version": ("显示版本号。", "Show the version."),
    "help.json": ("输出 JSON。", "Print JSON."),
    "help.paths": (
        "文件或目录；- 表示标准输入，需要 --name。",
        "Files or folders; - reads the text from standard input (needs --name).",
    ),
    "help.name": (
        "标准输入的名字；正文没有标题时用作标题。",
        "What to call standard input; its title where the text has none.",
    ),
    "help.reference": (
        "文章的编号（或编号开头）、标题或路径。",
        "An article's id (or its beginning), title or path.",
    ),
    "help.given": (
        "文章的编号、标题、路径，或文件、目录；- 表示标准输入。",
        "An article's id or title, or a file or folder, in the library or not; - reads standard input.",
    ),
    "help.length": ("字数范围，例如 60-120。", "The least and the most characters, such as 60-120."),
    "help.candidates": ("写几个，择优；其余也按得分列出。", "How many to write; they are shown best first."),
    "help.style": ("文风：平实、资讯或书面。", "The style: 平实 (plain), 资讯 (news) or 书面 (formal)."),
    "help.audience": ("推荐给谁，例如 风控人员。", "Whom it is recommended to, such as 风控人员."),
    "help.form": (
        "abstract、outline、 takeaways、one-line 或 qa。",
        "abstract, outline, takeaways, one-line or qa.",
    ),
    "help.cite": ("注明每一句的出处。", "Show the places behind each sentence."),
    "help.format": ("text、markdown、html 或 json。", "text, markdown, html or json."),
    "help.out": ("写到这个文件，而不是屏幕。", "Write to this file instead of the screen."),
    "help.write": (
        "把编辑导语写入各文件的 front matter（保留备份）。",
        "Put the note into the front matter of each file; a backup is kept.",
    ),
    "help.force": ("覆盖已有的编辑导语或文件。", "Replace a note, or a file, that is there."),
    "help.explain_summary": (
        "另在标准错误上显示各项检查、 漏掉的章节和用量。",
        "Show checks, sections left out, dropped sentences, rounds and tokens on standard error.",
    ),
    "help.chunks": ("显示切分后的片段，而不是正文。", "Show the chunks that it was cut into, not the text."),
    "help.query": ("要查找的内容；- 表示从标准输入读取。", "What to look for; - reads standard input."),
    "help.question": ("问题；- 表示从标准输入读取。", "The question; - reads standard input."),
    "help.limit": ("最多显示几个段落。", "How many passages to show at most."),
    "help.mode": (
        "extractive 只摘录原句，generative 由大模型写。",
        "extractive quotes the sources; generative lets an LLM write. Default: the LLM if there is one.",
    ),
    "help.explain": (
        "同时显示删去的句子、改正的出处 和用到的段落。",
        "Also show the sentences that were dropped and why, citations put right, and the passages with scores.",
    ),
    "help.answer": ("回答的编号（或编号开头）。", "An answer's id, or its beginning."),
    "help.log_limit": ("最多列出几个回答。", "How many answers to list at most."),
    "help.status": (
        "只看 answered、partial 或 refused 的回答。",
        "Only answers that are answered, partial or refused.",
    ),
    "help.contains": ("只看问题里有这些字的回答。", "Only answers whose question has this in it."),
    "help.keep_log": (
        "记录回答，供 `qa log` 查看；--no-log 不记录。",
        "Keep the answer for `qa log`, or do not. Default: the setting `log`.",
    ),
    "help.no_cache": (
        "总是询问大模型，不用保存过的回答。",
        "Ask the LLM again, whatever is kept in the cache of its answers.",
    ),
    "help.article": ("只看这篇文章，可重复。", "Only this article; may be repeated."),
    "help.author": ("只看这位作者的文章。", "Only articles by this author."),
    "help.category": ("只看这个分类的文章。", "Only articles in this category."),
    "help.since": ("不早于这一天，例如 2021-12-03。", "Only articles from this day on (2021-12-03)."),
    "help.until": ("不晚于这一天，例如 2021-12-03。", "Only articles up to this day (2021-12-03)."),
    "help.checked": (
        "要核对的文字或文件；- 表示标准输入。",
        "The text to check, or a file of it; - reads standard input.",
    ),
    "help.against": (
        "只对照文库里的这篇文章，可重复。",
        "Only against this article of the library; may be repeated.",
    ),
    "help.source": (
        "对照这个文件（不必收录），可重复。",
        "Against this file, which need not be in the library; may be repeated.",
    ),
    "help.prompt": ("提示词的名字，例如 answer。", "A prompt's name, such as answer."),
    "help.rendered": ("用样例渲染后显示。", "Show the messages that it makes of made-up inputs."),
    "help.yes": ("不再询问，直接移除。", "Remove without asking."),
    # ingest
    "outcome.added": ("已收录", "added"),
    "outcome.updated": ("已更新", "updated"),
    "outcome.unchanged": ("无变化", "unchanged"),
    "outcome.duplicate": ("重复", "duplicate"),
    "outcome.failed": ("失败", "failed"),
    "outcome.written": ("已写入", "written"),
    "outcome.skipped": ("跳过", "skipped"),
    "ingest.size": ("{sections} 节，{chunks} 个片段", "{sections} sections, {chunks} chunks"),
    "ingest.nothing": ("没有可收录的文章", "nothing to ingest"),
    "ingest.done": ("{counts}（{seconds:.1f} 秒）", "{counts} ({seconds:.1f} s)"),
    "stage.read": ("读取", "Reading"),
    "stage.embed": ("嵌入", "Embedding"),
    "stage.words": ("词索引", "Words"),
    "stage.summarize": ("撰写", "Writing"),
    "stage.candidate": ("候选稿", "Candidates"),
    "stage.write": ("概括", "Summing up"),
    "stage.ask": ("评测", "Asking"),
    "progress.rate": ("{rate:.1f}/秒", "{rate:.1f}/s"),
    # tables
    "column.id": ("编号", "Id"),
    "column.at": ("时间", "At"),
    "column.status": ("结果", "Status"),
    "column.written_by": ("来自", "Written by"),
    "column.question": ("问题", "Question"),
    "column.title": ("标题", "Title"),
    "column.author": ("作者", "Author"),
    "column.date": ("日期", "Date"),
    "column.sections": ("节", "Sections"),
    "column.characters": ("字数", "Characters"),
    "column.score": ("得分", "Score"),
    "column.passage": ("段落", "Passage"),
    "column.setting": ("配置项", "Setting"),
    "column.value": ("取值", "Value"),
    "column.source": ("来源", "Source"),
    "column.check": ("检查", "Check"),
    "column.result": ("结果", "Result"),
    "column.detail": ("说明", "Detail"),
    "column.name": ("名字", "Name"),
    "column.version": ("版本", "Version"),
    "column.purpose": ("用途", "Purpose"),
    "column.inputs": ("输入", "Inputs"),
    "column.from": ("来自", "From"),
    "column.file": ("文件", "File"),
    "column.note": ("编辑导语", "Note"),
    "column.tokens_in": ("输入词元", "Tokens in"),
    "column.tokens_out": ("输出词元", "Tokens out"),
    "column.seconds": ("秒", "Seconds"),
    "column.scope": ("权限", "Scope"),
    "column.created": ("创建于", "Created"),
    "column.expires": ("有效至", "Expires"),
    "column.rate": ("每分钟", "A minute"),
    "column.quota": ("每天", "A day"),
    "column.figure": ("指标", "Figure"),
    "column.meaning": ("含义", "Meaning"),
    "column.interval": ("95% 区间", "95% interval"),
    "column.count": ("题数", "Count"),
    "column.before": ("此前", "Before"),
    "column.difference": ("变化", "Difference"),
    "column.suite": ("评测集", "Suite"),
    "column.questions": ("题目", "Questions"),
    "column.notes": ("导语", "Notes"),
    "column.sentences": ("句子", "Sentences"),
    "column.description": ("说明", "Description"),
    "column.label": ("标签", "Label"),
    "list.none": ("没有符合条件的文章。", "No article fits."),
    "log.none": (
        "没有符合条件的回答。用 `qa ask --log` 开始记录。",
        "No answer fits. `qa ask --log` keeps one.",
    ),
    "search.none": ("没有找到相关段落。", "No passage was found."),
    "check.ok": ("正常", "ok"),
    "check.bad": ("有问题", "problem"),
    "source.default": ("默认", "default"),
    "source.flag": ("参数", "flag"),
    # show
    "field.id": ("编号", "Id"),
    "field.author": ("作者", "Author"),
    "field.columnist": ("专栏作者", "Columnist"),
    "field.date": ("日期", "Date"),
    "field.categories": ("分类", "Categories"),
    "field.source": ("来源", "Source"),
    "field.origin": ("文件", "File"),
    "field.editor_note": ("编辑导语", "Editor's note"),
    "field.author_note": ("作者介绍", "About the author"),
    "field.credits": ("署名", "Credits"),
    "show.chunk": ("第 {section} 节 · {start}–{end}", "section {section} · {start}–{end}"),
    # ask
    "ask.refused": ("未能回答：{reason}", "No answer: {reason}"),
    "ask.partial": ("未能完全回答：{reason}", "Not fully answered: {reason}"),
    "ask.fallback": (
        "以上是文章的原句：大模型没有给出回答（{why}）",
        "These are sentences of the articles: the LLM did not answer ({why})",
    ),
    "ask.logged": ("已记录：{id}", "logged as {id}"),
    "ask.no_reason": ("文库里没有依据。", "the library has no support for one."),
    "ask.nearest": ("最接近的段落：", "The nearest sections:"),
    "ask.dropped": ("被删去的句子：", "Sentences that were dropped:"),
    "ask.none_dropped": ("没有句子被删去。", "No sentence was dropped."),
    "ask.conflict": ("文章说法不一：{values}", "The articles disagree: {values}"),
    "ask.looked_for": ("要找的是：{what}", "Looked for: {what}"),
    "ask.repaired": (
        "出处已改正 {cited} → {instead}（{why}）：",
        "Citation put right {cited} → {instead} ({why}):",
    ),
    "ask.passages": ("用到的段落：", "Passages it was built from:"),
    "ask.made": ("{mode} · {seconds:.1f} 秒", "{mode} · {seconds:.1f} s"),
    "ask.model": (
        "模型 {model} · 提示词 {prompt} · 输入 {tokens_in} / 输出 {tokens_out} 词元",
        "model {model} · prompt {prompt} · {tokens_in} tokens in, {tokens_out} out",
    ),
    "ask.model_cached": (
        "模型 {model} · 提示词 {prompt} · 取自缓存（原用 输入 {tokens_in} / 输出 {tokens_out} 词元）",
        "model {model} · prompt {prompt} · from the cache (it took {tokens_in} tokens in, {tokens_out} out)",
    ),
    # check
    "check.skipped": ("{text}（{why}，不核对）", "{text} ({why}: not checked)"),
    "check.done": (
        "{supported} 句有依据，{unsupported} 句没有，{skipped} 句不必核对。",
        "{supported} supported, {unsupported} not supported, {skipped} not checked.",
    ),
    # summaries
    "name.stdin": ("标准输入", "standard input"),
    "summary.unfit": ("{title}不合要求：{problem}", "{title}not fit to print: {problem}"),
    "summary.fallback": (
        "{title}由规则从原文写成：大模型没有写成（{why}）",
        "{title}written by rules from the article's own words: the LLM did not write it ({why})",
    ),
    "summary.dropped": ("{title}删去：{text}（{why}）", "{title}dropped: {text} ({why})"),
    "summary.made": (
        "{title}{mode} · {seconds:.1f} 秒 · 退回 {rounds} 次",
        "{title}{mode} · {seconds:.1f} s · sent back {rounds} times",
    ),
    "summary.sections": (
        "写到 {covered} 节，没有写到 {missing} 节",
        "{covered} sections have their say, {missing} do not",
    ),
    "summary.articles": (
        "写到 {covered} 篇，没有写到 {missing} 篇",
        "{covered} articles have their say, {missing} do not",
    ),
    "summary.missing": ("没有写到：{path}", "left out: {path}"),
    "summary.no_candidates": (
        "没有其他候选：文章里没有另一句主张可写。",
        "There are no other candidates: the article makes no other claim that a note could give.",
    ),
    "summary.saved": ("已保存到 {path}", "saved to {path}"),
    "summary.stopping": (
        "写完手头这一篇就停；再按一次 Ctrl-C 立即停止。",
        "Stopping after the article in hand; Ctrl-C again stops at once.",
    ),
    "notes.done": (
        "写入 {written}，跳过 {skipped}，失败 {failed}；输入 {tokens_in} / 输出 {tokens_out} 词元；{seconds:.1f} 秒",
        "{written} written, {skipped} skipped, {failed} failed; {tokens_in} tokens in, {tokens_out} out; {seconds:.1f} s",
    ),
    "notes.exists": ("已有编辑导语（--force 可替换）", "it has a note (--force replaces it)"),
    "notes.stopped": (
        "已按要求停止；再次运行会从这里接着写。",
        "Stopped as asked; running it again goes on from here.",
    ),
    # keys
    "keys.added.read": (
        "钥匙 {name} 只能查询（有效至：{until}）。它只显示这一次：",
        "The key {name} may read (expires: {until}). It is shown this once:",
    ),
    "keys.added.write": (
        "钥匙 {name} 可以查询和改动文库（有效至：{until}）。它只显示这一次：",
        "The key {name} may read and write (expires: {until}). It is shown this once:",
    ),
    "keys.first": (
        "从现在起，每个请求都需要钥匙，从本机发出的也一样。",
        "From now on every request to the service needs a key, also from this machine.",
    ),
    "keys.none": (
        "还没有钥匙：服务只对本机开放。用 `qa keys add NAME` 新建。",
        "There is no key: the service is open to this machine only. `qa keys add NAME` makes one.",
    ),
    "keys.all_gone": (
        "已经没有钥匙，服务不放行任何请求。请新建一把；要重新对本机开放，删除 {path} 并重启服务。",
        "There is no key any more, and the service lets nobody in. Make one; or, to open it to this machine again, "
        "delete {path} and start the service anew.",
    ),
    "keys.revoked": ("已吊销 {name}（{id}）", "revoked {name} ({id})"),
    "keys.always": ("一直有效", "never"),
    "keys.expired": ("{moment}（已过期）", "{moment} (over)"),
    # prompts
    "prompts.package": ("内置", "package"),
    # eval
    "eval.run": (
        "{id}{label} · {mode}{gated} · {questions} 题，{notes} 篇导语，{sentences} 个句子 · {seconds:.1f} 秒",
        "{id}{label} · {mode}{gated} · {questions} questions, {notes} notes, {sentences} sentences · {seconds:.1f} s",
    ),
    "eval.ungated": ("，不拒答不核查", ", without refusal and check"),
    "eval.unfinished": ("（未完成）", " (unfinished)"),
    "eval.against": ("与 {before} 相比：", "Against {before}:"),
    "eval.better": (
        "变好 {name}：{before} → {after}（p = {p:.3g}）",
        "better {name}: {before} → {after} (p = {p:.3g})",
    ),
    "eval.worse": (
        "变差 {name}：{before} → {after}（p = {p:.3g}）",
        "worse {name}: {before} → {after} (p = {p:.3g})",
    ),
    "eval.same": ("没有超出偶然的差异。", "No difference that is more than chance."),
    "eval.changed": (
        "{worse} 题变差，{better} 题变好。",
        "{worse} questions are worse, {better} better.",
    ),
    "eval.failures": (
        "{count} 项未能完成，不计入任何指标（可用 --resume 补做）：",
        "{count} could not be asked and count in no figure (--resume asks them again):",
    ),
    "eval.kept": ("运行记录：{path}", "The run is in {path}"),
    "eval.interrupted": (
        "已完成的部分不受影响。接着跑：加上 --resume {id}",
        "What is done is kept. Go on with: --resume {id}",
    ),
    "eval.no_runs": ("还没有运行记录。", "There is no run yet."),
    "eval.no_questions": ("没有符合条件的题目。", "No question fits."),
    "eval.baseline": ("{id} 已定为基线：{path}", "{id} is the baseline now: {path}"),
    "eval.baseline_unfinished": (
        "警告：这次运行没有跑完，之后只能比较它已有的题目。",
        "Warning: the run is not finished; later runs are compared on what it has.",
    ),
    "eval.no_baseline": (
        "一次运行；这个评测集还没有基线（qa eval baseline RUN）",
        "a run; the suite has no baseline yet (qa eval baseline RUN)",
    ),
    "eval.ids": ("这次运行里的题目编号", "ids of questions of the run"),
    "eval.gold": ("标准章节：{values}", "gold: {values}"),
    "eval.must": ("应有：{values}", "must have: {values}"),
    "eval.must_not": ("不应有：{values}", "must not have: {values}"),
    "eval.references": ("参考答案：{values}", "references: {values}"),
    "eval.ranks": ("标准章节排在：{ranks}", "gold found at rank: {ranks}"),
    "eval.point": ("第 {number}/{total} 组：{values}", "{number} of {total}: {values}"),
    "eval.exported": ("已导出 {samples} 条：{path}", "{samples} samples are in {path}"),
    "eval.left_out": (
        "未能作答、没有导出的题目：{ids}",
        "Not among them, since they could not be asked: {ids}",
    ),
    "eval.ranked": ("检索到的段落（* 为标准章节）：", "Passages as they were found (* is gold):"),
    "eval.judged": (
        "{judge} 评判了 {run} 的 {count} 个回答。",
        "{judge} judged {count} answers of {run}.",
    ),
    "eval.not_judged": (
        "有 {count} 个回答没有得到分数，不计入上面的指标；再运行一次只会重评这些：",
        "{count} answers got no marks and count in no figure; running it again asks for these only:",
    ),
    "eval.drafted": (
        "{path} 新增 {count} 题，另有 {known} 题未写入（已存在或未采用）。使用前请逐题检查。",
        "{path}: {count} new questions; {known} were not added (there already, or not kept). Look through them before use.",
    ),
    "eval.nothing_drafted": (
        "没有可以出题的句子。",
        "No sentence answers a question by its form; nothing is proposed.",
    ),
    "eval.accept": ("采用？[y/n/e/q] ", "Keep it? [y/n/e/q] "),
    "eval.accept_how": (
        "y 采用，n 不用，e 修改，q 结束。",
        "y keeps it, n does not, e changes it first, q ends.",
    ),
    "eval.edit_question": (
        "题目 [{now}]：",
        "Question [{now}]: ",
    ),
    "eval.edit_must": (
        "答案必须有的词，用；隔开，同义的用 | 隔开，- 表示没有 [{now}]：",
        "What an answer has to have, parted by ; with | between ways to say it, - for nothing [{now}]: ",
    ),
    # chat
    "chat.begin": (
        "请提问。/help 列出命令，Ctrl-D 退出。",
        "Ask away. /help lists the commands, Ctrl-D leaves.",
    ),
    "chat.help": (
        "/sources    上一个回答的出处\n"
        "/why        上一个回答的由来：问题如何理解、删去的句子、用到的段落和得分\n"
        "/save FILE  把对话连同出处保存为 Markdown\n"
        "/clear      忘掉前文，重新开始\n"
        "/quit       退出（Ctrl-D 也可以）。Ctrl-C 中止当前回答",
        "/sources    where the last answer comes from\n"
        "/why        how it came about: the question as understood, dropped sentences, passages and scores\n"
        "/save FILE  save the conversation with its citations as Markdown\n"
        "/clear      forget what was said and begin anew\n"
        "/quit       leave (so does Ctrl-D). Ctrl-C stops the present answer",
    ),
    "chat.understood": ("理解为：{question}", "Understood as: {question}"),
    "chat.by.model": ("由模型改写", "by the model"),
    "chat.by.rules": ("按规则补全", "by rules"),
    "chat.rejected": ("没有采用模型的改写：{why}", "The model's rewriting was not used: {why}"),
    "chat.stopped": ("已中止这个回答。", "Stopped this answer."),
    "chat.how_to_leave": ("（用 /quit 或 Ctrl-D 退出）", "(/quit or Ctrl-D leaves)"),
    "chat.unknown": (
        "没有命令 {name}；/help 列出全部命令。",
        "There is no command {name}; /help lists them.",
    ),
    "chat.nothing": ("还没有回答。", "Nothing was answered yet."),
    "chat.no_sources": ("上一个回答没有出处。", "The last answer cites nothing."),
    "chat.cleared": ("已忘掉前文。", "Forgot what was said."),
    "chat.save_where": ("请写明文件名，例如 /save notes.md。", "Name a file, such as /save notes.md."),
    "chat.saved": ("已保存 {count} 个回答到 {path}", "saved {count} answers to {path}"),
    "chat.not_saved": ("{path} 已存在，没有覆盖。", "{path} exists and was not replaced."),
    "chat.replace": ("{path} 已存在，要覆盖吗？[y/N] ", "{path} exists. Replace it? [y/N] "),
    # remove, reindex
    "remove.question": ("将移除：\n{titles}\n确定吗？[y/N] ", "To be removed:\n{titles}\nRemove? [y/N] "),
    "remove.declined": ("没有移除任何文章。", "Nothing was removed."),
    "remove.done": ("已移除 {id} {title}", "removed {id} {title}"),
    "reindex.done": ("已重建 {count} 篇文章的索引。", "Rebuilt the index of {count} articles."),
    # what went wrong
    "error": ("错误：{message}", "Error: {message}"),
    "warning": ("警告：{message}", "Warning: {message}"),
    "serve.articles": ("文库里有 {articles} 篇文章。", "The library has {articles} articles."),
    "serve.empty": (
        "文库还是空的：在浏览器打开 {url} 上传文章，或运行 qa ingest PATH。",
        "The library is empty: open {url} in a browser and drop articles there, or run qa ingest PATH.",
    ),
    "serve.waiting": (
        "文库暂时连不上，连上之后会自动恢复；在此之前 /readyz 返回 503。",
        "The library does not answer yet. The service takes it up as soon as it does; until then /readyz says 503.",
    ),
    "serve.listening": ("服务已启动：{url}（按 Ctrl-C 停止）", "Listening on {url} (Ctrl-C stops it)."),
    "serve.stopping": (
        "正在停止：还有 {under_way} 个请求，最多再等 {seconds} 秒（再按一次 Ctrl-C 立即结束）。",
        "Stopping: {under_way} requests have up to {seconds} s to end (Ctrl-C again ends at once).",
    ),
    "serve.stopped": ("正在停止。", "Stopping."),
    "error.interrupted": ("已中断。已收录的文章不受影响。", "Interrupted. What was already in is kept."),
    "error.unexpected": (
        "程序内部出错（{kind}：{message}）。这是程序的缺陷，请报告，并附上命令和 QA_DEBUG=1 时的输出。",
        "An internal error ({kind}: {message}). This is a bug: please report it, with the command and what "
        "it prints when run again with QA_DEBUG=1.",
    ),
    "misuse.stdio": (
        "经标准输入输出对话时不监听地址；请加上 --transport http",
        "over standard input and output nothing is listened on; add --transport http",
    ),
    "misuse.date": (
        "{value!r} 不是日期，请写成 2021-12-03 的形式。",
        "{value!r} is not a date; write it as 2021-12-03.",
    ),
    "misuse.period": ("早于 --since。", "it is before --since."),
    "misuse.alone": (
        "标准输入不能和别的路径一起收录。",
        "standard input cannot be ingested together with paths.",
    ),
    "misuse.name": (
        "从标准输入收录时需要名字，例如 --name note.md。",
        "standard input needs a name, such as --name note.md.",
    ),
    "misuse.name_alone": ("只有从标准输入（-）收录时才用得上。", "it is for standard input (-) only."),
    "misuse.sources": (
        "不能与 --article 同时使用。",
        "it cannot be used together with --article.",
    ),
    "misuse.folder": (
        "{value} 是目录，请给出一个文件。",
        "{value} is a folder; give one file.",
    ),
    "misuse.set": (
        "{value!r} 应写成 NAME=VALUE，例如 passages=8。",
        "{value!r} is no NAME=VALUE, such as passages=8.",
    ),
    "misuse.price": (
        "{value!r} 不是价格，请写成 0.15/0.6 的形式。",
        "{value!r} is no price; write those for tokens in and out, such as 0.15/0.6.",
    ),
    "misuse.twice": ("标准输入只能用一次。", "standard input can be read once only."),
    "misuse.length": (
        "{value!r} 不是字数范围，请写成 60-120 的形式。",
        "{value!r} is no length; write the least and the most, such as 60-120.",
    ),
    "misuse.format": (
        "不能与 --json 同时使用。",
        "it cannot be used together with --json.",
    ),
    "misuse.write": (
        "不能与 {other} 同时使用。",
        "it cannot be used together with {other}.",
    ),
    "misuse.accept": (
        "需要在终端上运行，才能逐题询问。",
        "it asks on a terminal, and there is none.",
    ),
    "misuse.expires": (
        "{value!r} 不是将来的日期（如 2030-12-31）或天数（1 到 36500）。",
        "{value!r} is neither a date to come, such as 2030-12-31, nor a number of days (1 to 36500).",
    ),
    "misuse.yes": (
        "没有终端可以确认，请加上 --yes。",
        "there is no terminal to ask on; add --yes.",
    ),
}


def text(key: str, **values: object) -> str:
    """Return a text in the language in force.

    >>> from qa import language
    >>> language.use("en")
    >>> text("error", message="no such file")
    'Error: no such file'
    >>> language.use(None)
    """
    zh, en = TEXTS[key]
    return say(en, zh).format(**values)
