"""备份核验单: proof that a backup was read back and found whole; signed by whoever keeps the drive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, line, opinion, pairs, sign_line, ticks, wide
from desktop.reports.forms.form import House, day_text

_KINDS = (("stick", "移动存储介质"), ("folder", "本机文件夹"), ("network", "网络位置"))
_BLANK_LEDGERS = ("责任清单", "谈心谈话", "风险排查", "整改台账", "会议研究", "理论学习", "讲座论坛审批", "舆情与投诉")
_ONE_BELOW_ANOTHER = 12
_CLOSE_MM = 7.6  # of a row, so that a long list stays on one page
Counts = tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True)
class BackupCheck:
    """What a check of one backup found. `counts` are (ledger, records expected, records found); `findings` are the
    sentences of the check, none when the backup is whole. `restored_to`: the file that was brought back, whose records
    are then the ones found. `digest`: the SHA-256 of the backed-up file. `lost`: evidence that was not to be found when
    the backup was made.
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
    restored_to: str = ""
    digest: str = ""
    lost: int = 0


def check_form(session: Session, check: BackupCheck | None, words: Words, house: House) -> Document:
    """The form of one check or of one restore, or a blank one."""
    restored = check is not None and check.restored_to != ""
    title = "台账恢复核验单" if restored else "台账备份核验单"
    size = f"{check.size / 1048576:.1f} MB" if check else ""
    kinds = ticks(_KINDS, (check.medium_kind,) if check else None)
    counts = check.counts if check else tuple((name, None, None) for name in _BLANK_LEDGERS)
    long = len(counts) > _ONE_BELOW_ANOTHER
    high = _CLOSE_MM if long else LINE_MM
    rows = [
        pairs(("备份文件", check.file_name if check else "", 2), ("大　　小", size, 2), least_mm=high),
        pairs(
            ("备份时间", day_text(check.made_at) if check else "", 2),
            ("核验时间", day_text(check.checked_at) if check else "", 2),
            least_mm=high,
        ),
        pairs(
            ("介质编号", check.medium if check else "", 2),
            ("佐证材料", _evidence(check) if check else "", 2),
            least_mm=high,
        ),
        GridRow((label("存放位置"), cell(kinds, "left", 5)), high),
        *((line("恢 复 到", check.restored_to, 5),) if restored else ()),
        *((line("校 验 值", _in_halves(check.digest), 5),) if check and check.digest else ()),
    ]
    rows += _in_threes(counts) if long else _one_by_one(counts)
    result = ""
    if check:
        result = (
            "\n".join(check.findings)
            if check.findings
            else f"逐字节读出核对一致，数据库内部检查正常，{_added(check.counts)}"
            + ("恢复出来的台账完整。" if restored else "备份完好、可以恢复。")
        )
    rows.append(wide("核验结果", result, 5, 12, 1))
    signer = "恢 复 人" if restored else "核 验 人"
    if long:
        signed = cell("签字：\n　　　年　　月　　日", "left", 2)
        rows.append(GridRow((label(signer), signed, label("监 督 人"), signed), 13))
    else:
        rows += [*opinion(signer, "", sign_line(), 5, 6, 0), *opinion("监 督 人", "", sign_line(), 5, 6, 0)]
    head = FormHead(title, house.hospital, f"打印日期：{day_text(house.today)}")
    notes = ("注：备份每周至少一次、两个介质轮换；介质由专人保管，不得接入互联网计算机。",)
    return house.document(title, head, Grid((28, 23, 28, 21, 28, 28) if long else (4, 4, 4, 4, 4, 5), tuple(rows), notes=notes))


def _one_by_one(counts: Counts) -> list[GridRow]:
    rows = [GridRow((label("台　　账", 2), label("应有条数"), label("实有条数"), label("核　　对", 2)), LINE_MM)]
    for name, expected, found in counts:
        told = ["" if number is None else str(number) for number in (expected, found)]
        rows.append(GridRow((cell(name, "value", 2), *map(cell, told), cell(_same(expected, found), "value", 2)), 7.5))
    return rows


def _in_threes(counts: Counts) -> list[GridRow]:
    """Three ledgers to a row, so that all stay on one page: one number where both agree, else both."""
    high = (len(counts) + 2) // 3
    rows = [GridRow((*map(label, ("台　账", "核　对") * 3),), 7)]
    for row in range(high):
        cells = []
        for name, expected, found in [*counts[row::high], *[("", None, None)] * 3][:3]:
            told = f"{found}条" if expected == found else f"应{expected}\n实{found}"
            cells += [cell(name), cell(told if name else "")]
        rows.append(GridRow(tuple(cells), 5))
    return rows


def _added(counts: Counts) -> str:
    return f"各台账条数相符，共{sum(found or 0 for _, _, found in counts)}条，"


def _evidence(check: BackupCheck) -> str:
    return f"{check.evidence}份" + (f"（另缺{check.lost}份）" if check.lost else "")


def _same(expected: int | None, found: int | None) -> str:
    return "" if expected is None else "相符" if expected == found else "不符"


def _in_halves(digest: str) -> str:
    """64 digits on two lines, in groups that the eye can follow."""
    groups = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return " ".join(groups[:4]) + "\n" + " ".join(groups[4:])
