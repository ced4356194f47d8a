"""What Typer says of a command that is misused, in Chinese: it speaks English only."""

from __future__ import annotations

import re

_IN_CHINESE: tuple[tuple[str, str], ...] = (
    (r"No such command (.+?)\.", "没有命令 {0}。"),
    (r"No such command (.+?)\. Did you mean (.+)\?", "没有命令 {0}。是不是要用 {1}？"),
    (r"No such option: (\S+)", "没有选项 {0}。"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "没有选项 {0}。可用的有：{1}。"),
    (r"Missing argument (.+?)\.", "缺少参数 {0}。"),
    (r"Missing option (.+?)\.", "缺少选项 {0}。"),
    (r"Missing command\.", "缺少命令。"),
    (r"Option (.+) requires an argument\.", "选项 {0} 后面要有一个值。"),
    (r"Option (.+) does not take a value\.", "选项 {0} 后面不能有值。"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", "多余的参数：{0}。"),
    (r"Invalid value for (.+?): (.+)", "{0} 的值不能用：{1}"),
    (r"(.+) is not one of (.+)\.", "{0} 不在 {1} 之中。"),
    (r"(.+) is not a valid integer\.", "{0} 不是整数。"),
    (r"Input should be a valid integer, .+", "要写整数。"),
    (r"Input should be a valid number, .+", "要写一个数。"),
    (r"Input should be greater than or equal to (.+)", "最小是 {0}。"),
    (r"Input should be less than or equal to (.+)", "最大是 {0}。"),
    (r"(.+) is not in the range (.+)\.", "{0} 不在范围 {1} 之内。"),
)


def in_chinese(message: str) -> str:
    """Return what is said of a command that is misused; what is said in Chinese already, or not known, as it is.

    >>> in_chinese("No such command 'inget'. Did you mean 'ingest', 'digest'?")
    "没有命令 'inget'。是不是要用 'ingest'、'digest'？"
    >>> in_chinese("Invalid value for '--limit': 'x' is not a valid integer.")
    "'--limit' 的值不能用：'x' 不是整数。"
    >>> in_chinese("不是日期")
    '不是日期'
    """
    for english, chinese in _IN_CHINESE:
        if found := re.fullmatch(english, message, re.DOTALL):
            named, *more = (group or "" for group in (*found.groups(), ""))
            return chinese.format(named, *(in_chinese(part).replace(", ", "、") for part in more))
    return message
