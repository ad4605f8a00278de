"""交接清单, signed by all three, and 接收核对表, the sheet on which both sides' numbers stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from db.handing_over import Situation, plain_title
from db.handover import Check, Numbers
from db.overview import Due
from desktop.reports.blocks import Block, Document, FormHead, Grid, GridRow, Heading, Paragraph, Table, Words
from desktop.reports.forms.cells import cell, label, sign_line
from desktop.reports.forms.form import House, day_text

PEOPLE = (("giver", "移交人"), ("taker", "接收人"), ("witness", "监交人"))
PLACES = (("keeper", "备份盘由谁保管、放在哪里"), ("paper", "纸质材料放在哪里"), ("remark", "其他要交代的事"))
_TIP = 16  # signs of the log's last hash: enough to compare by eye
_DUE_HEAD, _DUE_WIDTHS = ("序号", "类别", "事　项", "责任方", "到期日"), (6, 13, 33, 13, 13)


def handover_sheet(house: House, numbers: Numbers, now: Situation, words: Mapping[str, str]) -> Document:
    """``words`` are what the clerk typed: the names of PEOPLE and PLACES; what is missing leaves room for the pen."""
    blocks: list[Block] = [
        FormHead("意识形态工作台账交接清单", f"单位：{house.hospital}", f"{day_text(house.today)}"),
        _line(f"本清单由程序按台账文件现有记录生成，截至{day_text(now.at)}。谈话和意见只列编号和期限，不列内容。"),
        _head("一、台账数量"), _counts(numbers),
        _line(f"佐证材料{numbers.proofs}份。操作日志到第{numbers.last_step}步，校验码 {numbers.tip[:_TIP]}。"),
        _head("二、没有办完的事"), *_listed(now.open, "没有。"),
        _head("三、谈话和意见中答应过、还没有兑现的事"), *_listed(now.promised, "没有。"),
        _head(f"四、下一步要办的事（到{day_text(now.until)}）"), *_calendar(now.next),
        _head("五、没有写完的报告和草稿"), *_pairs(now.drafts, ("内　容", "情　况"), "没有。"),
        _head("六、备份"), *_sticks(now), _line(f"备份盘保管：{words.get('keeper') or '　'}"),
        _head("七、纸质材料"),
        *_pairs([(place, f"{count}份") for place, count in now.papers], ("存放处（按制度文件台账）", "份　数"), ""),
        _line(f"其他纸质材料存放：{words.get('paper') or '　'}"),
        _head("八、其他"), _line(words.get("remark") or "无。"),
        _line("以上内容已当面逐项核对，移交人、接收人、监交人签字：")]
    return house.document("意识形态工作台账交接清单", *blocks, _signing(words), numbered=True)


def check_sheet(house: House, check: Check, words: Mapping[str, str]) -> Document:
    """The numbers as handed over and as counted again, with the result in words."""
    rows = tuple((str(place), line.words, line.then, line.now, "相符" if line.same else "不符")
                 for place, line in enumerate(check.lines, start=1))
    result = "逐项相符，操作日志连续完整。" if check.fits else "".join(check.problems)
    return house.document(
        "台账接收核对表", FormHead("台账接收核对表", f"单位：{house.hospital}", f"核对时间：{day_text(check.at)}"),
        Table(f"交接包生成时间：{day_text(check.package.at)}", ("序号", "台账", "交接时", "接收时", "核对"), rows, (5, 20, 12, 12, 10)),
        _line(f"核对结果：{result}"), _signing(words), numbered=True)


def _head(text: str) -> Heading:
    return Heading(1, (Words(text),))


def _line(text: str) -> Paragraph:
    return Paragraph((Words(text),))


def _counts(numbers: Numbers) -> Table:
    """Two ledgers to a row; those that are empty are left out."""
    filled = [(numbers.titles.get(key, key), count) for key, count in numbers.counts.items() if count]
    half = (len(filled) + 1) // 2
    rows = []
    for place in range(half):
        first, second = filled[place], filled[place + half] if place + half < len(filled) else ("", "")
        rows.append((first[0], str(first[1]), second[0], str(second[1])))
    return Table("", ("台账", "条数", "台账", "条数"), tuple(rows) or (("", "", "", ""),), (16, 6, 16, 6))


def _row(place: int, due: Due) -> tuple[str, ...]:
    return str(place), due.kind, plain_title(due), due.who, due.day.isoformat().replace("-", ".") if due.day else "未定"


def _listed(found: Sequence[Due], none: str) -> list[Block]:
    if not found:
        return [_line(none)]
    return [Table("", _DUE_HEAD, tuple(_row(place, due) for place, due in enumerate(found, start=1)), _DUE_WIDTHS)]


def _calendar(found: Sequence[Due]) -> list[Block]:
    blocks: list[Block] = []
    for (year, month), members in groupby(found, key=lambda due: (due.day.year, due.day.month) if due.day else (0, 0)):
        rows = tuple(_row(place, due) for place, due in enumerate(members, start=1))
        blocks.append(Table(f"{year}年{month}月（{len(rows)}件）", _DUE_HEAD, rows, _DUE_WIDTHS))
    return blocks or [_line("没有。")]


def _pairs(found: Sequence[tuple[str, str]], head: tuple[str, str], none: str) -> list[Block]:
    if not found:
        return [_line(none)] if none else []
    return [Table("", head, tuple(found), (30, 14))]


def _sticks(now: Situation) -> list[Block]:
    if not now.sticks:
        return [_line("还没有做过备份。")]
    rows = tuple((stick.title, day_text(stick.made_at), day_text(stick.checked_at), "完好" if stick.sound else "有损坏")
                 for stick in now.sticks)
    return [Table("", ("介质", "最近备份", "最近核验", "结果"), rows, (12, 14, 14, 8))]


def _signing(words: Mapping[str, str]) -> Grid:
    rows = [GridRow((label(title), cell(words.get(key) or ""), cell(sign_line(), "sign")), 12) for key, title in PEOPLE]
    return Grid((3, 3, 12), tuple(rows), notes=("注：本表一式三份，移交人、接收人、存档各一份。",))
