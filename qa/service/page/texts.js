// Every text of the page, in both languages: [Chinese, English]. What the service says comes in the same language.

const TEXTS = {
  "again": ["重试", "Try again"],
  "and": ["、", ", "],
  "article.card": ["文章信息", "About the article"],
  "article.note": ["编辑导语", "Editor’s note"],
  "article.outline": ["目录", "Outline"],
  "ask.anew": ["开始新的对话", "Start anew"],
  "ask.by_extract": ["摘自原文", "Quoted from the articles"],
  "ask.by_model": ["由模型 {model} 撰写，逐句核对", "Written by {model}, every sentence checked"],
  "ask.conflict": ["来源说法不一：{one} 与 {other}", "The sources disagree: {one} and {other}"],
  "ask.copy": ["复制回答与出处", "Copy with sources"],
  "ask.dropped": ["{count} 句没有依据，未予显示", "{count} unsupported, not shown"],
  "ask.empty": ["文库里还没有文章", "There are no articles yet"],
  "ask.empty.go": ["去上传文章", "Upload articles"],
  "ask.empty.text": ["放入文章之后，就可以在这里提问。", "Once there are some, you can ask about them here."],
  "ask.example": ["《{title}》讲了什么？", "《{title}》讲了什么？"],
  "ask.examples": ["可以这样问", "For example"],
  "ask.fallback": ["模型暂不可用", "The model is not available"],
  "ask.fallback.text": ["以下各句直接摘自原文。", "These sentences are quoted from the articles instead."],
  "ask.label": ["向文库提问", "Ask the library"],
  "ask.lead": ["回答只来自文库里的文章，每一句都能翻到原文。", "Answers come from the articles only; every sentence leads to where it is written."],
  "ask.looked_for": ["查找的内容：{words}", "Looked for: {words}"],
  "ask.lost": ["连接中断，回答不完整", "The connection was lost; this answer is incomplete"],
  "ask.lost.text": ["已经收到的句子都核对过，仍然有效。", "The sentences that arrived were checked and stand."],
  "ask.missing": ["没有找到依据的部分：", "Nothing was found on: "],
  "ask.nearest": ["最接近的段落", "The nearest passages"],
  "ask.partial": ["只回答了一部分", "Only part of this could be answered"],
  "ask.placeholder": ["想知道什么？", "What would you like to know?"],
  "ask.refused": ["文库里没有足够的依据回答这个问题", "The articles do not hold enough to answer this"],
  "ask.scope": ["只看《{title}》", "Only in 《{title}》"],
  "ask.scope.leave": ["看整个文库", "Whole library"],
  "ask.send": ["提问", "Ask"],
  "ask.sources": ["出处", "Sources"],
  "ask.stop": ["停止", "Stop"],
  "ask.stopped": ["已停止，回答不完整", "Stopped; this answer is incomplete"],
  "ask.title": ["问文章，答有据", "Ask, and see where it is written"],
  "ask.understood": ["理解为：{question}", "Understood as: {question}"],
  "ask.waiting": ["正在查找", "Searching"],
  "ask.writing": ["正在写", "Writing"],
  "cancel": ["取消", "Cancel"],
  "close": ["关闭", "Close"],
  "copied": ["已复制", "Copied"],
  "copy": ["复制", "Copy"],
  "copy.failed": ["无法复制", "Could not copy"],
  "key.enter": ["进入", "Enter"],
  "key.kept": ["密钥只保存到关闭这个标签页为止。", "The key is kept until this tab is closed."],
  "key.label": ["密钥", "Key"],
  "key.out": ["退出", "Sign out"],
  "key.title": ["需要密钥", "A key is needed"],
  "key.why": ["这项服务只对持有密钥的人开放。请向管理员索取。", "This service is open to those who hold a key. Ask whoever runs it."],
  "language.other": ["English", "中文"],
  "loading": ["正在载入", "Loading"],
  "mark": ["出处 {number}：{place}", "Source {number}: {place}"],
  "name": ["章句", "Zhangju"],
  "nav": ["页面", "Pages"],
  "nav.articles": ["文库", "Articles"],
  "nav.ask": ["问", "Ask"],
  "nav.desk": ["编辑台", "Editor’s desk"],
  "nav.evaluations": ["评测", "Evaluations"],
  "pane": ["原文", "Article"],
  "pane.whole": ["整页阅读", "Full page"],
  "problem.lost": ["连接中断。", "The connection was lost."],
  "problem.status": ["服务答复了状态 {status}。", "The service answered with status {status}."],
  "problem.unreachable": ["连不上服务。请检查网络，或稍后重试。", "The service cannot be reached. Check the network, or try again later."],
  "problem.wait": ["请在 {seconds} 秒后重试。", "Try again in {seconds} seconds."],
  "semicolon": ["；", "; "],
  "seconds": ["{count} 秒", "{count} s"],
  "skip": ["跳到正文", "Skip to the content"],
  "theme": ["外观：{theme}", "Theme: {theme}"],
  "theme.auto": ["随系统", "system"],
  "theme.dark": ["深色", "dark"],
  "theme.light": ["浅色", "light"],
};

/** Return the language in force: "zh" or "en". */
export function language() {
  return document.documentElement.lang === "en" ? "en" : "zh";
}

/** Return a text in the language in force, with the values in their places. */
export function t(name, values = {}) {
  const text = TEXTS[name][language() === "en" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

/** Return a date, given as YYYY-MM-DD, in words. */
export function dateWords(date) {
  const [year, month, day] = date.split("-").map(Number);
  if (language() === "zh") return `${year}年${month}月${day}日`;
  return new Date(Date.UTC(year, month - 1, day)).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
}

/** Return a duration in words. */
export function secondsWords(seconds) {
  return t("seconds", { count: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
}

/** Return a number with its thousands set apart. */
export function count(number) {
  return number.toLocaleString("en-US");
}
