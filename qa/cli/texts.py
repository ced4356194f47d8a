"""Every word that the command says by itself, in both languages. Errors bring their own."""

from __future__ import annotations

from qa.cli.help_texts import HELP
from qa.language import say

TEXTS: dict[str, tuple[str, str]] = {
    **HELP,
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
    "list.empty": (
        "文库里还没有文章。先收录：qa ingest PATH",
        "The library has no article yet. Add some: qa ingest PATH",
    ),
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
    "misuse.help": ("用法见：{command} --help", "See {command} --help"),
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
