// Every text of the page, in both languages. What the service says comes in the same language.

/** Name, Chinese, English; ␣ is a space at the end. */
const TEXTS = new Map(
  `
again | 重试 | Try again
and | 、 | ,␣
article.ask | 就此文提问 | Ask about it
article.card | 文章信息 | About the article
article.desk | 写导语 | Write its note
article.outline | 目录 | Outline
article.remove | 移除 | Remove
article.remove.text | 《{title}》将从文库移除，回答不再引用它。 | 《{title}》 leaves the library; answers will no longer cite it.
article.remove.title | 移除这篇文章？ | Remove this article?
article.removed | 已移除《{title}》 | Removed 《{title}》
ask.anew | 开始新的对话 | Start anew
ask.by_extract | 摘自原文 | Quoted from the articles
ask.by_model | 由模型 {model} 撰写，逐句核对 | Written by {model}, every sentence checked
ask.conflict | 来源说法不一：{one} 与 {other} | The sources disagree: {one} and {other}
ask.copy | 复制回答与出处 | Copy with sources
ask.done | 回答完毕，出处 {count} 处 | Answered; places cited: {count}
ask.dropped | {count} 句没有依据，未予显示 | {count} unsupported, not shown
ask.empty | 文库里还没有文章 | There are no articles yet
ask.empty.go | 去上传文章 | Upload articles
ask.empty.text | 放入文章之后，就可以在这里提问。 | Once there are some, you can ask about them here.
ask.examples | 可以这样问 | For example
ask.fallback | 这次没有用模型 | Without the model this time
ask.fallback.text | 以下各句直接摘自原文。 | These sentences are quoted from the articles instead.
ask.label | 向文库提问 | Ask the library
ask.lead | 回答只来自文库里的文章，每一句都能翻到原文。 | Answers come from the articles only; every sentence leads to where it is written.
ask.looked_for | 查找的内容：{words} | Looked for: {words}
ask.lost | 连接中断，回答不完整 | The connection was lost; this answer is incomplete
ask.lost.text | 已经收到的句子都核对过，仍然有效。 | The sentences that arrived were checked and stand.
ask.missing | 没有找到依据的部分： | Nothing was found on:␣
ask.nearest | 最接近的段落 | The nearest passages
ask.partial | 只回答了一部分 | Only part of this could be answered
ask.placeholder | 想知道什么？ | Your question
ask.refused | 文库里没有足够的依据回答这个问题 | The articles do not hold enough to answer this
ask.scope | 只看《{title}》 | Only in 《{title}》
ask.scope.leave | 看整个文库 | Whole library
ask.send | 提问 | Ask
ask.sources | 出处 | Sources
ask.stop | 停止 | Stop
ask.stopped | 已停止，回答不完整 | Stopped; this answer is incomplete
ask.title | 问文章，答有据 | Ask, and see where it is written
ask.understood | 理解为：{question} | Understood as: {question}
ask.waiting | 正在查找 | Searching
ask.writing | 正在写 | Writing
brief.audience | 写给谁 | For whom
brief.audience.any | 由文章内容决定 | As the article suggests
brief.form | 体裁 | Form
brief.least | 最少字数 | Fewest characters
brief.length | 字数 | Characters
brief.most | 最多字数 | Most characters
brief.style | 文风 | Style
brief.title | 写作要求 | What to write
brief.write | 开始写 | Write
cancel | 取消 | Cancel
candidates | 候选 | Candidates
candidates.best | 得分最高 | best by score
candidates.by_rules | 按规则写成 | Written by rules
candidates.fallback | 以下按规则写成，每一句仍有依据。 | This is written by rules; every sentence has its support.
candidates.found | 已写好 {count} 条 | {count} written
candidates.number | 候选 {number} | Candidate {number}
candidates.progress | 正在写，{done} / {total} | Writing, {done} of {total}
candidates.reading | 正在通读 | Reading
candidates.rounds | 改写 {count} 次 | rewritten {count} times
candidates.take | 取用 | Take over
choice.all | 勾选这 {count} 篇 | Tick these {count}
choice.count | 已选 {count} 篇 | {count} chosen
choice.go | 写汇编 | Write a digest
choice.narrow | 汇编最多 {most} 篇，筛选之后可以全选 | A digest takes at most {most}; narrow the list to tick all
choice.tick | 选入汇编：{title} | For a digest: {title}
choice.too_many | 已选 {count} 篇，汇编最多 {most} 篇 | {count} chosen; a digest takes at most {most}
close | 关闭 | Close
copied | 已复制 | Copied
copy | 复制 | Copy
copy.failed | 无法复制 | Could not copy
count | {count} 字 | {count} characters
count.over | 多 {count} 字 | {count} too many
count.under | 还差 {count} 字 | {count} too few
desk.empty | 放入文章之后，就可以在这里写导语。 | Once there are some, their notes can be written here.
desk.lead | 选一篇文章写导语，或勾选几篇写一份汇编。每一句都标出依据。 | Choose an article and write its note, or tick several for a digest. Every sentence shows what it rests on.
desk.other | 另选文章 | Choose again
desk.title | 编辑台 | Editor's desk
digest.copy | 连同出处复制 | Copy with sources
digest.leave | 从汇编中移除《{title}》 | Remove 《{title}》 from the digest
digest.missing | 没有写到的文章 | Articles of which nothing could be said
digest.written | 写到 {count} 篇文章 | Articles in it: {count}
download | 下载 | Download
editor.fine | 每一句都有依据，形式合格 | Every sentence has support, and the form is right
editor.form | 每一句都有依据，形式上有 {count} 处要改 | Every sentence has support; {count} of the form to mend
editor.meanwhile | 这里的文字写成之后，别人又保存过一稿。 | Somebody else saved a version after this text was begun.
editor.mine | 用我的覆盖 | Save mine over it
editor.read_only | 这把钥匙只能读，可以复制或下载。 | This key may only read; copy or download it.
editor.replace | 替换正在编辑的导语？ | Replace the note in hand?
editor.replace.text | 正在编辑的文字尚未保存。 | What is in the editor has not been saved.
editor.save | 保存 | Save
editor.saved | {at} 已保存 {by} | Saved {at} {by}
editor.skipped | 不核 | Not checked
editor.stale | 文章此后已更新 | the article has changed since
editor.supported | 有据 | Supported
editor.theirs | 改用已保存的 | Take theirs
editor.title | 定稿 | The note
editor.unsaved | 未保存，已暂存在本机 | Not saved; kept on this machine
editor.unsupported | 无据 | No support
editor.unsupported.count | {count} 句没有依据 | {count} without support
evaluations.all | 全部评测 | All evaluations
evaluations.empty | 还没有评测 | There are no evaluations yet
evaluations.lead | 回答与导语有多可靠，量出来看。 | How far answers and notes can be trusted, measured.
evaluations.report | {title} 的评测报告 | Report of {title}
evaluations.tab | 在新标签页打开 | Open in a new tab
evaluations.unfinished | 未完成 | not finished
evaluations.ungated | 未启用拒答与核查 | without refusal and check
form.abstract | 摘要 | Abstract
form.digest | 汇编 | Digest
form.note | 编辑导语 | Editor's note
form.one-line | 一句话 | One line
form.outline | 提纲 | Outline
form.qa | 问答 | Questions and answers
form.takeaways | 要点 | Takeaways
key.enter | 进入 | Enter
key.kept | 钥匙只保存到关闭这个标签页为止。 | The key is kept until this tab is closed.
key.label | 钥匙 | Key
key.out | 退出 | Sign out
key.title | 需要钥匙 | A key is needed
key.why | 这项服务只对持有钥匙的人开放。请向管理员索取。 | This service is open to those who hold a key. Ask whoever runs it.
language.other | English | 中文
library.empty.reader | 请持有可写钥匙的人上传。 | Somebody with a key that may write can upload some.
library.empty.writer | 把文件拖到上面，或粘贴一篇。 | Drop files above, or paste one.
library.lead | 回答与导语的依据都在这里。 | What answers and notes rest on.
list.any | 不限 | Any
list.author | 作者 | Author
list.category | 分类 | Category
list.clear | 清除 | Clear
list.filters | 筛选 | Filters
list.more | 更多 | More
list.nothing | 没有符合条件的文章 | No article fits
list.nothing.text | 换一个词，或放宽条件。 | Try another word, or fewer filters.
list.search | 搜索标题、作者、小标题 | Search titles, authors, headings
list.since | 起始日期 | From
list.total | 共 {count} 篇 | {count} in all
list.until | 截止日期 | Until
loading | 正在载入 | Loading
mark | 出处 {number}：{place} | Source {number}: {place}
name | 章句 | Zhangju
nav | 页面 | Pages
nav.articles | 文库 | Articles
nav.ask | 问 | Ask
nav.desk | 编辑台 | Desk
nav.evaluations | 评测 | Evaluations
pane | 原文 | Article
pane.open | 查看原文 | Show the article
pane.whole | 整页阅读 | Full page
problem.elsewhere | 回到文库 | To the articles
problem.lost | 连接中断。 | The connection was lost.
problem.status | 服务答复了状态 {status}。 | The service answered with status {status}.
problem.unreachable | 连不上服务。请检查网络，或稍后重试。 | The service cannot be reached. Check the network, or try again later.
problem.wait | 请在 {seconds} 秒后重试。 | Try again in {seconds} seconds.
seconds | {count} 秒 | {count} s
semicolon | ； | ;␣
skip | 跳到正文 | Skip to the content
sources.text | 正文 | Text
style.0 | 平实 | Plain
style.1 | 资讯 | News
style.2 | 书面 | Formal
theme | 外观：{theme} | Theme: {theme}
theme.auto | 自动 | auto
theme.dark | 深色 | dark
theme.light | 浅色 | light
upload.added | 已收录 | Added
upload.choose | 选择文件 | Choose files
upload.count | 第 {done} 篇，共 {total} 篇 | {done} of {total}
upload.done | 完成，共 {total} 篇 | Done, {total} in all
upload.done.partly | 完成，共 {total} 篇，{failed} 篇未能收录 | Done, {total} in all, {failed} failed
upload.drop | 把文章拖到这里 | Drop articles here
upload.duplicate | 与已有文章相同 | Already there
upload.failed | 未能收录 | Failed
upload.in_line | 排队中 | In line
upload.kinds | Markdown、HTML、纯文本，或这些文件的 zip | Markdown, HTML, plain text, or a zip of these
upload.list | 上传进度 | Progress of uploads
upload.paste | 粘贴文字 | Paste text
upload.paste.go | 收录 | Add
upload.paste.name | 标题 | Title
upload.paste.text | 正文 | Text
upload.running | 正在收录 | Adding
upload.sending | 正在上传 | Sending
upload.stopped | 已停止 | Stopped
upload.title | 上传文章 | Upload articles
upload.unchanged | 没有变化 | Unchanged
upload.updated | 已更新 | Updated
upload.waiting | 等待上传 | Waiting
`
    .trim()
    .split("\n")
    .map((line) => line.split(" | "))
    .map(([name, ...both]) => [name, both]),
);

/** Return the language in force: "zh" or "en". */
export function language() {
  return document.documentElement.lang === "en" ? "en" : "zh";
}

/** Return the language tag of what somebody wrote, so that its fonts, breaks and voice are those of its language. */
export function langOf(text) {
  const han = text.match(/[\u3400-\u9fff]/g)?.length ?? 0;
  const words = text.match(/[A-Za-z]+/g)?.length ?? 0;
  return han >= words ? "zh-CN" : "en";
}

/** Return a text in the language in force, with the values in their places. */
export function t(name, values = {}) {
  const text = TEXTS.get(name)[language() === "en" ? 1 : 0];
  return text.replace("␣", " ").replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

/** Return a date, given as YYYY-MM-DD, in words. */
export function dateWords(date) {
  const [year, month, day] = date.split("-").map(Number);
  if (language() === "zh") return `${year}年${month}月${day}日`;
  return new Date(Date.UTC(year, month - 1, day)).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
}

/** Return a moment, given in ISO 8601, in words, by the clock of this machine. */
export function momentWords(moment) {
  const form = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Date(moment).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", form);
}

/** Return a duration in words. */
export function secondsWords(seconds) {
  return t("seconds", { count: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
}

/** Return a number with its thousands set apart. */
export function count(number) {
  return number.toLocaleString("en-US");
}
