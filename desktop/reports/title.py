"""Breaking a document's title into balanced centred lines by meaning (G09): no word cut, the lines even or like a
trapezoid or a diamond.
"""

from __future__ import annotations

from itertools import combinations
from math import ceil

from desktop.reports.linebreak import NO_END, NO_START, ems, is_latin

# Words of titles in this field of work that must stay whole. Longer ones are found first.
_WORDS = frozenset(
    (
        "意识形态 网络意识形态 工作责任制 责任制 责任书 责任清单 工作 情况 报告 总结 汇报 说明 通知 通报 方案 计划 要点 台账 清单 办法 制度 规定 细则 意见 函 "
        "纪要 预案 党委 党总支 党支部 党组织 党建 党员 党风廉政 委员会 中心组 理论 学习 第一议题 主题 教育 宣传 思想 政治 文化 精神文明 统战 阵地 舆情 风险 "
        "隐患 排查 研判 问题 整改 落实 专项 检查 督查 督导 巡察 巡视 自查 考核 评价 述职 民主生活会 组织生活会 谈心谈话 三审三校 信息 发布 审核 新闻 讲座 论坛 "
        "网络 安全 人民医院 中心医院 中医院 妇幼保健院 医院 医疗 卫生 健康 服务 质量 病区 科室 门诊 患者 职工 干部 人才 队伍 建设 管理 年度 上半年 下半年 半年 "
        "全年 季度 风险隐患 领域 第一责任人 职责 履行 实施 应急 处置 突发 事件 第一季度 第二季度 第三季度 第四季度 第一 第二 第三 第四 一季度 二季度 三季度 四季度 开展 进一步 加强 做好 规范 推进 "
        "深化 贯彻 关于 有关 物资 盘点 档案 移交 会议 活动 部署 安排 任务 分工 领导 小组 成员"
    ).split()
)
_LONGEST = max(map(len, _WORDS))
_AFTER = frozenset(
    {
        "医院",
        "人民医院",
        "中心医院",
        "中医院",
        "妇幼保健院",
        "委员会",
        "党委",
        "党总支",
        "党支部",
        "年度",
        "上半年",
        "下半年",
        "全年",
        "季度",
        "第一季度",
        "第二季度",
        "第三季度",
        "第四季度",
        "一季度",
        "二季度",
        "三季度",
        "四季度",
        "工作",
        "责任制",
        "工作责任制",
    }
)
_MOST_LINES = 4
"""A title longer than this is cut by width alone: the ways to divide it would be too many to weigh."""
_LEADS_ON = frozenset("关于 落实 履行 开展 进一步 加强 做好 规范 推进 深化 贯彻 实施".split())  # never end a line
_NEVER_FIRST = frozenset("的和与及或暨等了之第年月日号")
_NEVER_LAST = frozenset("的和与及或暨在对为将把第")


def title_lines(text: str, columns: float) -> tuple[str, ...]:
    """The lines of a title for a measure of so many characters. Line feeds are the author's own breaks."""
    return tuple(line for part in text.split("\n") for line in _balanced(part.strip(), columns))


def _balanced(text: str, columns: float) -> tuple[str, ...]:
    if ems(text) <= columns:
        return (text,)
    costs = _break_costs(text)
    places = sorted(costs)
    for count in range(ceil(ems(text) / columns), _MOST_LINES + 1):
        choices = [
            lines for cuts in combinations(places, count - 1) if max(map(ems, lines := _cut(text, cuts))) <= columns
        ]
        if choices:
            return min(choices, key=lambda lines: _badness(lines, costs))
    width = max(1, int(columns))
    return tuple(text[start : start + width] for start in range(0, len(text), width))


def _cut(text: str, cuts: tuple[int, ...]) -> tuple[str, ...]:
    edges = (0, *cuts, len(text))
    return tuple(text[start:end] for start, end in zip(edges, edges[1:]))


def _badness(lines: tuple[str, ...], costs: dict[int, float]) -> float:
    widths = [ems(line) for line in lines]
    mean = sum(widths) / len(widths)
    uneven = sum((width - mean) ** 2 for width in widths)
    waist = sum(max(0.0, min(before, after) - width) for before, width, after in zip(widths, widths[1:], widths[2:]))
    position, meaning = 0, 0.0
    for line in lines[:-1]:
        position += len(line)
        meaning += costs[position]
    return uneven + 6 * waist + meaning


def _break_costs(text: str) -> dict[int, float]:
    """The places where a title may be cut and what a cut there costs; lower is more sensible."""
    words = _words(text)
    costs: dict[int, float] = {}
    position = 0
    for before, after in zip(words, words[1:]):
        position += len(before)
        if (
            before[-1] in NO_END
            or after[0] in NO_START
            or after[0] in _NEVER_FIRST
            or before[-1] in _NEVER_LAST
            or before in _LEADS_ON
            or (is_latin(before[-1]) and (is_latin(after[0]) or after[0] in _NEVER_FIRST))
        ):
            continue
        known = (len(before) > 1) + (len(after) > 1)
        costs[position] = 0.0 if before in _AFTER or after == "关于" else (30.0, 12.0, 4.0)[known]
    return costs


def _words(text: str) -> list[str]:
    """A title as the words known here, runs of Latin letters and digits, and single characters for all the rest."""
    words: list[str] = []
    start = 0
    while start < len(text):
        end = start + 1
        if is_latin(text[start]):
            while end < len(text) and is_latin(text[end]):
                end += 1
        else:
            end = next((start + size for size in range(_LONGEST, 1, -1) if text[start : start + size] in _WORDS), end)
        words.append(text[start:end])
        start = end
    return words
