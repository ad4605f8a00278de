"""备份核验单: proof that a backup was read back and found whole; signed by whoever keeps the drive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, opinion, pairs, sign_line, ticks, wide
from desktop.reports.forms.form import House, day_text

_KINDS = (("stick", "移动存储介质"), ("folder", "本机文件夹"), ("network", "网络位置"))
_BLANK_LEDGERS = ("责任清单", "谈心谈话", "风险排查", "整改台账", "会议研究", "理论学习", "讲座论坛审批", "舆情与投诉")


@dataclass(frozen=True)
class BackupCheck:
    """What a check of one backup found. `counts` are (ledger, records expected, records found); `findings` are the
    sentences of the check, none when the backup is whole.
    """

    file_name: str
    made_at: datetime
    checked_at: datetime
    medium: str
    medium_kind: str
    size: int
    evidence: int
    counts: tuple[tuple[str, int, int], ...]
    findings: tuple[str, ...] = ()


def check_form(session: Session, check: BackupCheck | None, words: Words, house: House) -> Document:
    """The form of one check, or a blank one."""
    size = f"{check.size / 1048576:.1f} MB" if check else ""
    kinds = ticks(_KINDS, (check.medium_kind,) if check else None)
    rows = [
        pairs(("备份文件", check.file_name if check else "", 3), ("大　　小", size, 1)),
        pairs(
            ("备份时间", day_text(check.made_at) if check else "", 3),
            ("佐证材料", f"{check.evidence}份" if check else "", 1),
        ),
        pairs(
            ("核验时间", day_text(check.checked_at) if check else "", 3), ("介质编号", check.medium if check else "", 1)
        ),
        GridRow((label("存放位置"), cell(kinds, "left", 5)), LINE_MM),
        GridRow((label("台　　账", 2), label("应有条数"), label("实有条数"), label("核　　对", 2)), LINE_MM),
    ]
    counts = check.counts if check else tuple((name, None, None) for name in _BLANK_LEDGERS)
    for name, expected, found in counts:
        same = ("相符" if expected == found else "不符") if check else ""
        told = ["" if number is None else str(number) for number in (expected, found)]
        rows.append(GridRow((cell(name, "value", 2), *map(cell, told), cell(same, "value", 2)), 7.5))
    result = ""
    if check:
        result = (
            "\n".join(check.findings)
            if check.findings
            else "逐字节读出核对一致，数据库内部检查正常，各台账条数相符，备份完好、可以恢复。"
        )
    rows += [
        wide("核验结果", result, 5, 18, 1),
        *opinion("核 验 人", "", sign_line(), 5, 6, 0),
        *opinion("监 督 人", "", sign_line(), 5, 6, 0),
    ]
    head = FormHead("台账备份核验单", house.hospital, f"打印日期：{day_text(house.today)}")
    notes = ("注：备份每周至少一次、两个介质轮换；介质由专人保管，不得接入互联网计算机。",)
    return house.document("台账备份核验单", head, Grid((4, 4, 4, 4, 4, 5), tuple(rows), notes=notes))
