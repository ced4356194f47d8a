"""What `--help` says of each command, argument and option, in both languages."""

from __future__ import annotations

# Rich breaks lines at spaces only and cuts what does not fit: Chinese help has to be short, or have spaces.
HELP: dict[str, tuple[str, str]] = {
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
}
