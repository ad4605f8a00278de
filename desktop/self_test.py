"""Proves that the program as shipped is whole: its libraries, its data, one round of the main work in a temporary folder.

Works in the frozen build. Needs no display; the window's library is only loaded.
"""

from __future__ import annotations

import platform
import tempfile
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from secrets import token_hex

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.periods import Period
from db.resources import resource
from db.workspace import Workspace
from desktop import __version__

_LIBRARIES = ("sqlalchemy", "sqlcipher3", "cryptography", "PySide6.QtWidgets", "PIL.Image", "reportlab", "openpyxl",
              "xlsxwriter", "jinja2", "pypdfium2", "pypinyin")
_SHIPPED = ("vocabularies.tsv", "duties.tsv", "fonts/hei.ttf", "fonts/fangsong.ttf", "fonts/kai.ttf",
    "fonts/title-song.ttf",
            "templates/quarterly.txt")
_PERIOD = Period.quarter(2025, 4)
_TOPIC = "自检时登记的党委会"


def run() -> int:
    """Takes every step, prints one line for each, and returns 0 only when all of them pass."""
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work = _Round(Path(folder))
        for title, step in (
                ("程序和组件", _libraries), ("程序的各个部分", _parts), ("字体、词汇和模板", _shipped),
                ("建立台账文件", work.create),
                ("保存和撤销一条记录", work.save_and_undo),
                ("中文查找", work.search), ("统计数字", work.figures), ("季度报告 Word 和 PDF", work.report),
                ("导出 Excel", work.export),
                ("再导入 Excel", work.import_again), ("备份", work.back_up), ("检查备份", work.verify), ("恢复备份", work.restore),
                ("加密的台账", work.encrypted)):
            try:
                outcome, words = "通过", step()
            except Refusal as refusal:
                outcome, words = "不通过", str(refusal)
            except Exception as error:  # noqa: BLE001 - a missing part may fail in any way
                outcome, words = "不通过", f"{type(error).__name__}: {error}"
            failed += outcome == "不通过"
            print(f"{outcome}　{title}{f'：{words}' if words else ''}")
        work.close()
    print("自检全部通过。" if not failed else f"自检有 {failed} 项不通过，程序不完整，请重新安装后再试。")
    return 1 if failed else 0


def _libraries() -> str:
    """Versions of the program and of what it is made of."""
    found = [f"履责台账 {__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        module = import_module(name)
        package = import_module(name.partition(".")[0])
        version = getattr(module, "__version__", None) or getattr(package, "__version__", None) or getattr(package,
            "Version", "")
        found.append(f"{name.partition('.')[0]} {version}".rstrip())
    return "，".join(found)


def _shipped() -> str:
    missing = [name for name in _SHIPPED if not resource(*name.split("/")).is_file()]
    if missing:
        raise Refusal(f"缺少{'、'.join(missing)}。")
    return f"{len(_SHIPPED)} 个文件都在"


def _parts() -> str:
    """What the window loads ahead is all found, with what each part needs: frozen, it comes out of one packed file."""
    from desktop.warm import PICTURED, PLAIN, names, needs

    known = set(names(PLAIN + PICTURED))
    tied = sum(needed in known for name in known for needed in needs(name))
    _must(tied, "程序找不到自己的各个部分。")
    return f"{len(known)} 个，互相用到 {tied} 处"


def _must(condition: object, sentence: str) -> None:
    if not condition:
        raise Refusal(sentence)


class _Round:
    """One round of the main work; each step builds on the one before."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._file = folder / "自检.lvze"
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        if self._workspace is None:
            raise Refusal("台账文件没有建立成功，这一步做不了。")
        return self._workspace

    def close(self) -> None:
        if self._workspace is not None:
            self._workspace.close()

    def create(self) -> str:
        self._workspace = Workspace.create(self._file)
        for key, value in (("hospital", "自检医院"), ("addressee", "自检主送单位")):
            self._workspace.set_setting(key, value)
        return f"{len(LEDGERS)} 本台账"

    def save_and_undo(self) -> None:
        self._enter("撤销用的一次会议")
        self.workspace.undo()
        _must(self._count() == 0, "撤销之后记录还在。")
        self._enter(_TOPIC)
        _must(self._count() == 1, "保存之后读不到记录。")

    def search(self) -> None:
        from db import search

        with self.workspace.read() as session:
            _must([key for key, _ in search.find(session, "党委")] == ["meeting"], "没有找到刚保存的记录。")

    def figures(self) -> str:
        from db.figures import evaluate

        with self.workspace.read() as session:
            found = evaluate(session, _PERIOD)
        _must(any(figure.ledger_key == "meeting" and figure.value == 1 for figure in found.values()), "会议次数没有数对。")
        return f"{len(found)} 项"

    def report(self) -> str:
        from desktop.reports.composer import compose
        from desktop.reports.export import write_files

        made = compose(self.workspace, "quarterly", _PERIOD)
        done = write_files(made.document, [self._folder / "报告.docx", self._folder / "报告.pdf"], lambda *_: None)
        _must(not done.missing, f"PDF 缺少字形：{''.join(done.missing)}")
        return "，".join(f"{file.name} {file.stat().st_size} 字节" for file in done.files)

    def export(self) -> str:
        from desktop.exchange.workbook_out import write_all

        return f"{sum(write_all(self.workspace, self._folder / '台账.xlsx').values())} 条记录"

    def import_again(self) -> None:
        from desktop.exchange.workbook_in import plan

        again = plan(self.workspace, self._folder / "台账.xlsx")
        _must(again.count("same") == 1 and not again.errors and not again.count("new"), "导出的表再导入时有出入。")

    def back_up(self) -> str:
        from db.backup import back_up

        (self._folder / "备份").mkdir()
        return back_up(self.workspace, self._folder / "备份").how_verified

    def verify(self) -> None:
        from db.backup import verify

        _must(not (found := verify(self._folder / "备份")), "".join(found))

    def restore(self) -> None:
        from db.backup import restore

        back = self._folder / "恢复.lvze"
        restore(self._folder / "备份", back, datetime.now())
        with Workspace.open(back) as workspace:
            _must(self._count(workspace) == 1, "恢复出来的记录数不对。")

    def encrypted(self) -> None:
        shut, password = self._folder / "加密.lvze", token_hex(8)
        with Workspace.create(shut, password=password) as made:
            self._enter(_TOPIC, made)
            code = made.recovery_code
        _must(_TOPIC.encode() not in shut.read_bytes() and b"SQLite" not in shut.read_bytes()[:16], "加密的文件里能读到内容。")
        for key in ({"password": password}, {"code": code}):
            with Workspace.open(shut, **key) as opened:
                _must(self._count(opened) == 1, "加密的文件打开之后读不到记录。")

    def _enter(self, topic: str, workspace: Workspace | None = None) -> None:
        from db.records import save

        with (workspace or self.workspace).transaction("自检") as session:
            save(session, LEDGERS["meeting"], {"day": date(2025, 10, 15), "kind": "committee", "topic": topic})

    def _count(self, workspace: Workspace | None = None) -> int:
        from db.lists import ListQuery, count

        with (workspace or self.workspace).read() as session:
            return count(session, ListQuery(LEDGERS["meeting"]))
