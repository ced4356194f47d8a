"""Errors of evaluation: suites, runs, bounds."""

from __future__ import annotations

from qa.errors.base import QaError


class EvaluationError(QaError):
    """A suite, a run or a comparison."""


class SuiteUnknown(EvaluationError):
    """There is no suite of this name, nor a file or folder that holds one."""

    en = "there is no suite {suite}. Name a folder with suite.toml, a file of questions or of a benchmark, or one of: {known}."
    zh = "找不到评测集 {suite}。请指定含有 suite.toml 的目录、问题文件或基准文件，或以下之一：{known}。"


class SuiteBroken(EvaluationError):
    """A file of a suite cannot be read; ``line`` counts from 1 and is 0 where the whole file is meant."""

    en = "{path}, line {line}: {problem}. Correct the line and run it again."
    zh = "{path} 第 {line} 行：{problem}。请改正后重新运行。"


class SuiteEmpty(EvaluationError):
    """A suite without a question, a note or a sentence, or none that was chosen."""

    en = "{path} holds nothing to ask ({problem}). Add a line to it, or choose less narrowly."
    zh = "{path} 里没有可以评测的内容（{problem}）。请补充内容，或放宽筛选条件。"


class GoldMissing(EvaluationError):
    """Sections that answer questions are not in the library; they are named, and not scored as misses."""

    en = "{count} gold section(s) of {suite} are not in its articles:\n{missing}\nCorrect the headings in the suite, or the articles."
    zh = "{suite} 有 {count} 个标准章节在文章里找不到：\n{missing}\n请改正评测集里的标题，或检查文章。"


class RunUnknown(EvaluationError):
    """There is no run of this id."""

    en = "there is no run {run}. `qa eval list` shows the runs; a folder of one may be named too."
    zh = "找不到评测运行 {run}。`qa eval list` 可列出全部；也可以直接指定目录。"


class RunDamaged(EvaluationError):
    """A file of a run is not what was written."""

    en = "{path} of a run cannot be read: {problem}. Run the suite again, or delete the folder."
    zh = "运行记录 {path} 无法读取：{problem}。请重新运行，或删除该目录。"


class RunInUse(EvaluationError):
    """Another process is writing the same run."""

    en = "run {run} is being written by another process. Wait for it, or begin another run without --resume."
    zh = "运行 {run} 正由另一个进程写入。请等它结束，或不加 --resume 另开一次运行。"


class RunStopped(EvaluationError):
    """So many questions failed in a row that the others would, too."""

    en = "run {run} was stopped after {times} failures in a row, and what is done is kept. The last one: {problem} Go on with: --resume {run}"
    zh = "运行 {run} 连续失败 {times} 次，已停止；已完成的部分不受影响。最后一次：{problem} 之后可用 --resume {run} 继续。"


class RunsApart(EvaluationError):
    """Two runs have nothing in common that could be compared, or a run was begun otherwise than it is resumed."""

    en = "{one} and {other} do not go together: {problem}. {remedy}"
    zh = "{one} 与 {other} 无法放在一起：{problem}。{remedy}"


class GateInvalid(EvaluationError):
    """A bound that is not FIGURE>=NUMBER or FIGURE<=NUMBER, or names no figure."""

    en = "the gate {gate} cannot be used: {problem}. Write it like recall@5>=0.95; `qa eval show RUN` lists the figures."
    zh = "门槛 {gate} 无法使用：{problem}。请写成 recall@5>=0.95 的形式；`qa eval show RUN` 可列出各项指标。"
    exit_code = 2


class GateFailed(EvaluationError):
    """A figure is under its bound."""

    en = "{count} gate(s) failed: {failed}. `qa eval show last --only wrong` shows the questions."
    zh = "{count} 项未达到门槛：{failed}。`qa eval show last --only wrong` 可查看相关问题。"
    exit_code = 3


class JudgementUnreadable(EvaluationError):
    """What a judge wrote has not all of its marks."""

    en = "the judge {model} gave no whole mark from 1 to 5 for {missing}; it wrote: {written}. Judge again with another --model."
    zh = "裁判 {model} 没有给出{missing}的 1 到 5 分，它写的是：{written}。请用 --model 换一个模型重新评判。"


class ExtraMissing(EvaluationError):
    """Packages that an evaluation needs are not installed."""

    en = "{package} is not installed. Evaluation needs more packages; in a checkout: pip install '.[eval]'."
    zh = "没有安装 {package}。评测需要更多的包；在源码目录里运行：pip install '.[eval]'。"
