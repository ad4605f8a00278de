"""恢复码: one page to print or save, kept apart from the computer; the only way in when the password is forgotten."""

from __future__ import annotations

from datetime import date

from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import cell, label, line, pairs, sign_line, wide
from desktop.reports.forms.form import House, day_text

TITLE, TALK_TITLE = "台账恢复码", "谈话锁恢复码"
_TALK_USES = (
    "1.　忘记第二密码时，在“谈心谈话”里点“解锁”，输入上面的恢复码，就能看到谈话内容。\n"
    "2.　它打不开台账本身，台账另有自己的密码和恢复码。\n"
    "3.　第二密码和恢复码都丢了，谈话内容谁也打不开，任何人都没有办法找回。"
)
_USES = (
    "1.　忘记密码时，在打开台账的界面点“忘记密码，用恢复码”，输入上面的恢复码，再设新密码。\n"
    "2.　换了电脑，从备份恢复时，也可以用它代替密码。\n"
    "3.　密码和恢复码都丢了，台账和备份谁也打不开，任何人都没有办法找回。"
)
_KEEPING = (
    "1.　打印一式两份，一份由台账管理人员保管，一份装入信封签封后交党委办公室负责人保管。\n"
    "2.　不要和电脑、备份盘放在一起，不要拍照、不要在网上传送。\n"
    "3.　在“设置—安全”里换了新的恢复码以后，这一张作废，请销毁。"
)


def recovery_page(code: str, file_name: str, house: House, talks: bool = False) -> Document:
    """The page of one recovery code; ``talks``: of the lock on talks alone."""
    title = TALK_TITLE if talks else TITLE
    rows = (
        pairs(("台账文件", file_name, 3), label_width=1),
        pairs(("制作日期", day_text(house.today), 3), label_width=1),
        GridRow((label("恢 复 码"), cell(_in_lines(code), "value", 3)), 34),
        wide("用　　途", _TALK_USES if talks else _USES, 3, 40),
        wide("保管要求", _KEEPING, 3, 40),
        line("保 管 人", sign_line(), 3, 14),
        line("监 督 人", sign_line(), 3, 14),
    )
    return house.document(title, FormHead(title, house.hospital, ""), Grid((5, 10, 5, 10), rows))


def house_of(hospital: str, today: date) -> House:
    """The house as the window knows it right after a password was set."""
    return House(hospital, "", today)


def _in_lines(code: str) -> str:
    """Three lines of three groups: easier to copy by hand than one of nine."""
    groups = code.split("-")
    return "\n".join("　".join(groups[start : start + 3]) for start in range(0, len(groups), 3))
