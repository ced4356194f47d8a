from __future__ import annotations

import pytest

from qa.summarizing.sentences.clauses import runs
from qa.summarizing.sentences.completeness import is_complete, is_list


@pytest.mark.parametrize(
    ("kept", "rest"),
    [
        ("验收，是在通车之前", "对桥面进行核对的过程"),
        ("当新桥的养护开始", "渡船就停了"),
        ("通车推迟的一个重要原因在于", "钢材没有运到"),
        ("按照现行的养护规则", "桥面每年检查两次"),
        ("镇上也不允许，但就算允许", "船工也不该收"),
        ("左边是渡口", "右边是大桥"),
        ("辨认的办法有三条：一看船号", "二看船票，三看船工"),
        ("合龙可以交给外人的是手艺", "交不出去的是责任"),
        ("桥面正在经历的变化", "正是这件事的体现"),
        ("修桥的本意，是让行人以负担得起的价钱", "及时过河"),
        ("船多的时候", "桥就空着"),
    ],
)
def test_what_waits_for_the_rest_is_not_complete(kept: str, rest: str) -> None:
    assert not is_complete(kept, rest)
    assert kept not in list(runs(f"{kept}，{rest}。"))


@pytest.mark.parametrize(
    ("kept", "rest"),
    [
        ("桥要先勘察", "河床每年都变"),
        ("船工把缆绳放在岸上", "走了"),
        ("大桥不能停航，渡船可以停", "两岸从此往来"),
        ("渡船每天开六班", "周末加两班"),
    ],
)
def test_what_says_something_is(kept: str, rest: str) -> None:
    assert is_complete(kept, rest)
    assert kept in list(runs(f"{kept}，{rest}。"))


def test_one_side_of_a_comparison_is_not_taken_alone() -> None:
    found = list(runs("左边看船号，由人来读；右边看船票，机器三秒读完。"))
    assert "左边看船号，由人来读" not in found
    assert "右边看船票，机器三秒读完" not in found


def test_a_list_of_names_is_no_sentence() -> None:
    assert is_list("姓名、证件、住址与单位的变更记录")
    assert not is_list("姓名、证件都要核对")
