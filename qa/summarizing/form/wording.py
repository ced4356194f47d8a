"""Words that an editor crosses out of a note: each function returns those that a text has, in order, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa import text as zh
from qa.summarizing.form.counting import is_chinese

_TITLES = re.compile(r"《[^《》]*》")

# 自我, 忘我 and 日本报 are none, and neither is 我国, which the press says of a country; 本人 is mostly the person spoken of (须由本人授权).
_FIRST_PERSON = re.compile(
    r"(?<![自忘唯超本])(?<!我行)我(?!行我素|国)(?:们|市|省|县|校|院|司|军|方)?|咱们?|俺们?|笔者|小编|鄙人|拙[作文见]|敝[人公司]{1,2}"
    r"|(?<![日根基样资成版文书剧脚账标课刻副原])本(?:报|刊|网|台(?!湾)|公司|公众号|编辑部)"
)
_SECOND_PERSON = re.compile(r"(?<!迷)[你您妳]们?|各位|诸位|读者朋友|亲们")
_ENGLISH_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|me|us|mine|ours)\b")
_ENGLISH_SECOND_PERSON = re.compile(r"\byou(?:rs?)?\b")

# What is said of the article, and nobody but its reader may say.
_PRAISE = re.compile(
    r"深入浅出|好文|佳作|力作|杰作|神作|必读|不容错过|不可错过|不可不[读看]|(?:强烈|极力|倾情)推荐|发人深[省思]|(?:引|令|让)人深思|耐人寻味"
    r"|振聋发聩|鞭辟入里|入木三分|字字珠玑|妙笔生花|引人入胜|真知灼见|醍醐灌顶|(?:受益|获益)(?:匪浅|良多)|大有裨益|不可多得|诚意之作"
    r"|高屋建瓴|条理(?:清晰|分明)|逻辑(?:清晰|严密|严谨)|文笔|言之有物|娓娓道来|面面俱到|切中(?:要害|肯綮)|一针见血|见解(?:独到|深刻|精辟)"
    r"|独到(?:的|之处)?(?:见解|视角|分析|洞察)?|富有(?:洞见|启发|启示|见地)|(?:极具|颇具|很有|富于)(?:价值|启发|启示|洞见|见地)"
    r"|(?:宝贵|重要|极高|很高)的?(?:参考|借鉴|指导)(?:价值|意义)?|干货(?:满满)?|精彩(?:纷呈|绝伦|地|的(?:分析|论述|解读))"
    r"|(?:深刻|透彻|精辟|精彩|生动|详尽|翔实|详实|细致|精准|独特|系统|全面|深入)(?:而|又|且)?(?:全面|深入|生动|透彻|细致|系统)?地?的?"
    r"(?:剖析|阐[述释明]|揭示|论述|解读|洞察|洞见|见解|诠释|描绘|刻画)"
    r"|值得(?:收藏|反复|珍藏|拜读)|insightful|must-read|thought-provoking|brilliant|excellent article"
)
# What may be said of a thing where the article says it, and not of the article's own accord.
_PRAISE_TO_EARN = re.compile(
    r"著名|知名|资深|权威|顶[级尖]|一流|领先|领军|卓越|杰出|优秀|出色|完美|极致|无与伦比|首屈一指|独一无二|前所未有|史无前例|里程碑|划时代"
    r"|革命性|颠覆性|伟大|辉煌|惊艳|亮眼|最佳|标杆|典范|独特|宝贵|深刻|精彩|生动|精准|透彻|精辟|大师|泰斗|翘楚|佼佼者|金牌|获奖|王牌|爆款|震撼"
    r"|丰富经验|经验丰富|世界级|殿堂级|教科书级|世界领先|famous|renowned|outstanding|award-winning|prestigious"
)
_CLICKBAIT = re.compile(
    r"震惊|惊呆|万万没想到|(?:不|没)看(?:会|就|要)?后悔|必看|速看|速来围观|看哭|疯传|炸裂|炸锅|惊天|逆天|细思极恐|建议收藏|收藏起来"
    r"|看完.{0,6}(?:沉默|明白|懂了|惊|哭|再也)|\d+%的人(?:都)?不(?:知道|懂)|你?(?:绝对|肯定|一定)(?:不知道|想不到|没想到)|真相(?:竟|居然|只有一个)"
    r"|一文(?:读懂|看懂|搞懂|讲透|带你)|一篇(?:文章)?(?:读懂|看懂|讲透)|不得不(?:看|读|知)|赶[紧快](?:看|收藏|来)|速速|快来|敬请(?:期待|关注)"
    r"|答案(?:就)?在(?:文|下)|且(?:看|听)(?:下文|分解)|you won't believe|shocking"
)
_CLICKBAIT_TO_EARN = re.compile(
    r"竟然|居然|内幕|曝光|揭秘|重磅|刷屏|沸腾|全网|爆料|惊人|神秘|颠覆|没想到|想不到|大揭底|惊险|惊魂|逆袭|秒杀|完爆|吊打"
)
_EXCLAMATION = re.compile(r"[！!]")

_CHATTER = re.compile(
    r"作为(?:一[个名款位])?(?:ai|人工智能|大?语言模型|大模型|智能助手|编辑助手|助手)|(?:ai|智能|写作|编辑)助手|语言模型"
    r"|(?:^|[。！？!?\n])(?:非常|很|十分)?(?:抱歉|对不起|不好意思|遗憾)"
    r"|无法(?:为[您你]|根据|满足[您你]|生成|撰写|总结|概括|写出|协助|(?:访问|打开)(?:该|此|这|您|你|上述|任何链接|链接)|提供(?:更多|该|这|您))"
    r"|(?:^|[。！？!?\n])(?:好的|当然|没问题|收到|明白了|可以的)[，,。！!：:]"
    r"|以下(?:是|为|就是)|(?:如下|下面是)[：:]|根据(?:您|你|用户|上述|以上|所给|所提供|提供|给定)的?(?:要求|材料|文章|内容|原文|信息|文本)?"
    r"|希望(?:对[您你]|以上|这[篇段些]|能帮)|如(?:果)?(?:需|您需要|有)(?:其他|更多|任何|进一步|修改|调整)|请(?:提供|告诉|随时|注意)"
    r"|字数[：:约为]|[（(]?共?约?\d+\s*(?:个)?(?:汉)?字[）)]|(?:用户|您|你)的?(?:要求|提问|指令)|提示词|系统提示|输出格式|写作要求"
    r"|(?:^|\n)(?:编辑(?:导[语读]|按)|导[语读]|编者按|摘要|正文|答案?|输出|标题|总结|一句话(?:概括|总结)|要点|推荐语|改写后?|修改后?)[：:]"
    r"|as an? (?:ai|language model)|i'?m sorry|i (?:cannot|can't)|here (?:is|are) (?:the|a|an|your)|(?:^|\n)(?:sure|certainly|note|summary)[,:]"
)

_MARKUP = re.compile(
    r"\*\*|__|~~|`+|!?\[[^\]\n]*\]\([^)\n]*\)|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:nbsp|lt|gt|amp|quot|#\d+);|\[\d+(?:[,，、\-–]\s*\d+)*\]|【\d+】|\{\{|\}\}|\{%|%\}"
    r"|^\s*(?:#{1,6}\s|[-*+]\s|[•·●▪◦■◆►▶]|>\s|\||\d{1,2}[.、)）](?!\d)|[（(][\d一二三四五六七八九十]{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]、)"
    r"|^\s*[-*_=]{3,}\s*$|https?://|[\U0001F300-\U0001FAFF\u2600-\u27BF]|\\n|\x00|\ufffd",
    re.MULTILINE,
)


def first_person(text: str) -> tuple[str, ...]:
    """Return where a text speaks for whoever writes it; a title in 《》 may.

    >>> first_person("我们认为，《我的书》写的是自我，我省和我国也有。")
    ('我们', '我省')
    """
    pattern = _FIRST_PERSON if is_chinese(text) else _ENGLISH_FIRST_PERSON
    return _found(pattern, _TITLES.sub("", text))


def second_person(text: str) -> tuple[str, ...]:
    """Return where a text speaks to its reader.

    >>> second_person("迷你机也能帮你省钱。")
    ('你',)
    """
    pattern = _SECOND_PERSON if is_chinese(text) else _ENGLISH_SECOND_PERSON
    return _found(pattern, _TITLES.sub("", text))


def praise(text: str, article: str) -> tuple[str, ...]:
    """Return praise that the article does not earn.

    Praise of the article itself never is; a word of praise of a thing may stand where the article has that word.

    >>> praise("本文深入浅出，介绍了优秀客户和著名的桥。", "银行把优秀客户挑出来。")
    ('深入浅出', '著名')
    """
    return _found(_PRAISE, text) + _unearned(_PRAISE_TO_EARN, text, article)


def clickbait(text: str, article: str) -> tuple[str, ...]:
    """Return what is written to be clicked on; some of it may stand where the article has that word.

    An exclamation mark is such a thing, wherever it stands.

    >>> clickbait("看完沉默了：桥竟然塌了！", "桥竟然塌了。")
    ('看完沉默', '！')
    """
    return (
        _found(_CLICKBAIT, text) + _unearned(_CLICKBAIT_TO_EARN, text, article) + _found(_EXCLAMATION, text)
    )


def chatter(text: str) -> tuple[str, ...]:
    """Return what a model says about its work: who it is, apologies, announcements, labels, the length.

    >>> chatter("好的，以下是编辑导语：\\n摘要：桥的维护。（共9字）")
    ('好的，', '以下是', '摘要：', '（共9字）')
    """
    return _found(_CHATTER, text)


def markup(text: str) -> tuple[str, ...]:
    """Return Markdown, HTML, list marks, citation marks, addresses, emoji and template marks of a plain text.

    >>> markup("- **桥**见[2]"), markup("3.5米的桥，2023年通车")
    (('- ', '**', '[2]'), ())
    """
    return tuple(dict.fromkeys(match.group().lstrip() for match in _MARKUP.finditer(text.lower())))


def banned(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return which of some words a text has, however they are written.

    >>> banned("桥的賦能", ["赋能", "抓手"])
    ('赋能',)
    """
    folded = zh.fold(text)
    return tuple(word for word in dict.fromkeys(words) if word.strip() and zh.fold(word.strip()) in folded)


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    # Folding keeps the length, so what was found is shown as it was written.
    places = (match.span() for match in pattern.finditer(zh.fold(text)))
    return tuple(
        dict.fromkeys(text[start:end].strip("。！？!?\n") or text[start:end] for start, end in places)
    )


def _unearned(pattern: re.Pattern[str], text: str, article: str) -> tuple[str, ...]:
    found = _found(pattern, text)
    if not found:
        return ()
    earned = zh.fold(article)
    return tuple(word for word in found if zh.fold(word) not in earned)
