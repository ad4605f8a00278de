"""Invented documents of every kind: random lengths, numbers, quotes, names and tables, the same for the same seed.

Two manners of writing: "dense", with a mark every few characters, which is hard on a line breaker, and "plain", with as
many marks as reports have.
"""

from datetime import date, timedelta
from random import Random

from desktop.reports.blocks import (
    Addressee,
    Attachment,
    AttachmentNote,
    Chart,
    Document,
    FigureWords,
    FormHead,
    Grid,
    GridCell,
    GridRow,
    Heading,
    Imprint,
    Paragraph,
    RedHead,
    Remark,
    Series,
    Signature,
    Table,
    Title,
    Words,
)
from desktop.reports.charts import chart_table

_SUBJECTS = (
    "院党委",
    "各党支部",
    "党委办公室",
    "理论学习中心组",
    "各临床科室",
    "宣传科",
    "分管领导",
    "职工代表",
    "第一党支部",
)
_VERBS = (
    "研究部署",
    "组织开展",
    "认真落实",
    "督促检查",
    "及时更新",
    "逐项核对",
    "集中学习",
    "全面排查",
    "带头宣讲",
    "跟踪推进",
)
_THINGS = (
    "意识形态工作责任制",
    "“三审三校”制度",
    "风险隐患排查（含网络）",
    "谈心谈话",
    "讲座论坛“先审后办”",
    "《责任清单》所列事项",
    "宣传栏、电子屏等阵地",
    "整改台账",
    "职工思想动态调研",
    "微信公众号“云岭健康”",
    "年度培训（线上、线下）",
    "重点岗位——急诊、窗口——的引导工作",
)
_PLAIN = (
    "意识形态工作责任制",
    "风险隐患排查",
    "谈心谈话",
    "整改台账",
    "职工思想动态调研",
    "年度培训计划",
    "阵地管理制度",
    "网络舆情应对预案",
    "理论学习中心组学习安排",
    "信息发布审核流程",
    "科室工作群登记",
    "先进典型宣传",
)
_NAMES = ("沈若兰", "欧阳怀瑾", "王㛃", "李䶮", "𠮷田", "陈堃", "阿依古丽·买买提", "郑怀远")
_TITLES = (
    "关于2025年上半年意识形态工作责任制落实情况的报告",
    "云岭市第二人民医院2025年网络意识形态工作总结",
    "意识形态工作要点",
    "关于开展风险隐患排查的通知",
    "中共云岭市第二人民医院委员会关于印发意识形态工作责任制实施细则的通知",
    "2025年度党委书记述职报告",
)
_CHINESE = "一二三四五六七八九十"


class _Writer(Random):
    """A source of chance with a manner of writing."""

    dense = True


def corpus(count: int, dense: bool = True, seed: int = 9704) -> list[Document]:
    """So many documents in one manner."""
    found = []
    for number in range(count):
        writer = _Writer(seed * 1000 + number)
        writer.dense = dense
        found.append(_document(writer))
    return found


def _thing(random: _Writer) -> str:
    return random.choice(_THINGS if random.dense or random.random() < 0.15 else _PLAIN)


def _sentence(random: _Writer) -> str:
    parts = []
    for _ in range(random.randint(1, 4)):
        part = random.choice(_SUBJECTS) + random.choice(_VERBS) + _thing(random)
        match random.randint(0, 9 if random.dense else 16):
            case 0:
                part += f"{random.randint(1, 400)}次"
            case 1:
                part += f"，完成率{random.randint(60, 100)}.{random.randint(0, 9)}%"
            case 2:
                part = f"{random.randint(1, 12)}月{random.randint(1, 28)}日，" + part
            case 3:
                part += f"，由{random.choice(_NAMES)}负责"
            case 4:
                part += f"（详见附件{random.randint(1, 3)}）"
            case 5:
                part += f"，参加{random.randint(10, 99999)}人次、发稿{random.randint(1, 999)}篇"
            case 6:
                part += "：“" + _thing(random).replace("“", "‘").replace("”", "’") + "，一项一项抓落实”"
            case 7:
                part += random.choice(
                    ("……", "——有记录、可核查", "！", "？", "，见 OA-2025-017 号", "；网址为 www.ylsdeyy.cn/party")
                )
        parts.append(part)
    text = "，".join(parts).replace("！，", "！").replace("？，", "？")
    return text if text[-1] in "！？" else text + random.choice("。。。。；。！")


def _paragraph(random: _Writer) -> Paragraph:
    text = "".join(_sentence(random) for _ in range(random.randint(1, 7)))
    if random.random() < 0.3:
        return Paragraph((Words(text), Words("共"), FigureWords(str(random.randint(1, 2000)), "f"), Words("项。")))
    return Paragraph((Words(text),))


def _table(random: _Writer, landscape: bool) -> Table:
    columns = random.randint(6, 10) if landscape else random.randint(2, 6)
    rows = random.randint(3, 60 if landscape else 30)
    long = random.randrange(columns)

    def entry(column: int) -> str:
        if column == long:
            return _sentence(random)[: random.randint(8, 60)].rstrip("“（《‘，")
        return random.choice(
            (random.choice(_NAMES), str(random.randint(1, 999)), "2025-03-05", "党委办公室", "已完成", "")
        )

    widths = tuple(4 if column == long else random.randint(1, 2) for column in range(columns))
    head = tuple(f"栏目{_CHINESE[column % 10]}" for column in range(columns))
    return Table(
        "" if random.random() < 0.3 else "有关情况统计表",
        head,
        tuple(tuple(map(entry, range(columns))) for _ in range(rows)),
        widths,
        landscape,
    )


def _chart(random: _Writer) -> tuple[Chart, Table]:
    shape = random.choice(("grouped", "stacked", "bars"))
    labels = tuple(f"{number}月" for number in range(1, random.randint(4, 9)))
    names = ("官网", "公众号", "媒体")[: 1 if shape == "bars" else random.randint(1, 3)]
    chart = Chart(
        "发稿情况",
        shape,
        labels,
        tuple(Series(name, tuple(random.randint(0, 60) for _ in labels)) for name in names),
        "篇",
    )
    return chart, chart_table(chart)


def _report(random: _Writer) -> list:
    blocks: list = []
    red = random.random() < 0.2
    if red:
        blocks.append(
            RedHead(
                "中共云岭市第二人民医院委员会文件",
                f"云二医党〔2025〕{random.randint(1, 99)}号",
                random.choice(("", "沈若兰")),
            )
        )
    blocks.append(Title(random.choice(_TITLES), "党委书记　" + random.choice(_NAMES) if random.random() < 0.2 else ""))
    if random.random() < 0.7:
        blocks.append(Addressee("中共云岭市卫生健康委员会委员会："))
    blocks.append(_paragraph(random))
    for first in range(random.randint(1, 4)):
        blocks.append(Heading(1, (Words(f"{_CHINESE[first]}、{random.choice(_VERBS)}{_thing(random)}"),)))
        for second in range(random.randint(0, 3)):
            blocks.append(Heading(2, (Words(f"（{_CHINESE[second]}）{random.choice(_VERBS)}{_thing(random)}"),)))
            for third in range(random.randint(0, 3)):
                if random.random() < 0.5:
                    blocks.append(Heading(3, (Words(f"{third + 1}．{random.choice(_VERBS)}{_thing(random)}"),)))
                blocks.append(_paragraph(random))
        blocks.append(_paragraph(random))
        if random.random() < 0.15:
            blocks.append(_table(random, False))
            blocks.append(_paragraph(random))
        if random.random() < 0.1:
            blocks += [*_chart(random), _paragraph(random)]
    attached = random.choice((0, 0, 1, 2, 3))
    names = tuple(f"{_thing(random).strip('“”')}情况{number + 1}" for number in range(attached))
    if names:
        blocks.append(AttachmentNote(names))
    day = date(2025, 1, 1) + timedelta(random.randrange(365))
    blocks.append(Signature(random.choice(("党委办公室", "中共云岭市第二人民医院委员会")), day, random.random() < 0.4))
    if red and random.random() < 0.5:
        blocks.append(Remark("此件公开发布"))
    for number, name in enumerate(names, 1):
        inner = (
            [_table(random, random.random() < 0.5)]
            if random.random() < 0.6
            else [_paragraph(random) for _ in range(random.randint(1, 6))]
        )
        blocks.append(Attachment(number if len(names) > 1 else None, name, tuple(inner)))
    if red:
        blocks.append(
            Imprint("云岭市第二人民医院党委办公室", day, random.choice(("", "市委宣传部，本院各党支部、各科室")))
        )
    return blocks


def _form(random: _Writer) -> list:
    def cell(text: str, role: str = "value", **more: object) -> GridCell:
        return GridCell((Words(text),) if text else (), role, **more)  # type: ignore[arg-type]

    rows = [GridRow((cell("事项", "label"), cell(_thing(random), "left", across=3)), 10)]
    for _ in range(random.randint(1, 6)):
        rows.append(
            GridRow(
                (cell("姓名", "label"), cell(random.choice(_NAMES)), cell("日期", "label"), cell("2025年3月5日")), 9
            )
        )
    prose = "\n".join(
        "".join(_sentence(random) for _ in range(random.randint(1, 12))) for _ in range(random.randint(1, 4))
    )
    rows.append(GridRow((cell("内容", "label"), cell(prose, "prose", across=3)), 40, 1))
    rows.append(GridRow((cell("意见", "label", down=2), cell("同意。", "prose", across=3, open=True)), 12))
    rows.append(GridRow((cell("签字：　　　　　年　月　日", "sign", across=3),), 9))
    return [FormHead("情况登记表", "编号：2025-001", "党委办公室"), Grid((5, 9, 5, 9), tuple(rows))]


def _document(random: _Writer) -> Document:
    kind = random.random()
    if kind < 0.75:
        blocks = _report(random)
    elif kind < 0.9:
        blocks = _form(random)
    else:
        landscape = random.random() < 0.7
        blocks = [
            FormHead("整改台账", "填报单位：云岭市第二人民医院", "共若干条", landscape),
            _table(random, landscape),
        ]
    return Document(tuple(blocks), "文件", "党委办公室", "文件", date(2025, 12, 31))
