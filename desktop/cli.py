"""The command line: the program's second face, for tests, IT staff and scheduled tasks. It stays stable.

Exit status 0 only when the work is done, 2 when the command is written wrongly, 1 for anything else; then one Chinese
line on stderr says what to do, and nothing half-written is left. The work itself is in ``desktop.commands``, imported
only when it is needed, because the window starts through this module too.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

USAGE = """用法：
    lvze [文件]                                       打开窗口（不写文件时打开上次的文件）
    lvze new 文件 [--no-password]                     建立空的台账文件
    lvze demo 文件 [--no-password] [--records 条数]    建立示例医院（一整年的记录）；条数：另加往年的演示记录
    lvze import 文件 表格 [--ledger 台账] [--dry-run]  从 Excel 或 CSV 导入；--dry-run 只试不写
    lvze figures 文件 --period 报告期 [--json 输出]    列出全部统计数字
    lvze report 文件 --kind 种类 --period 报告期 [--docx 输出] [--pdf 输出] [--json 输出] [--annex] [--person 述职人]
    lvze checks 文件 --period 报告期                   列出矛盾和缺漏
    lvze backup 文件 文件夹                           备份并从盘上读出核对
    lvze verify 备份                                  检查备份是否完好
    lvze restore 备份 文件                            从备份恢复
    lvze self-test                                    检查程序本身是否完整

种类：quarterly half-year network annual accountability inspection risk-review rectification party-building
--annex 附上数据来源；--person 只用于述职报告，不写就是党委书记
报告期：2025Q4、2025H1、2025、2025-03-01..2025-06-30
每个命令都可以加 --password-file 密码文件（密码在第一行）；不加时在终端上询问。密码不写在命令里。
"""
_TRANSLATED = (
    (r"the following arguments are required: (.*)", "命令缺少 {0}"), (r"unrecognized arguments: (.*)", "命令里有不认识的内容：{0}"),
    (r"argument (.*): expected one argument", "{0} 后面缺少内容"), (r"argument (.*): invalid \w+ value: (.*)",
    "{0} 不能是 {1}"), (r"ambiguous option: (\S+) .*", "{0} 没有写全"))


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and prints one usage text for everything."""

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _TRANSLATED:
            if found := re.fullmatch(pattern, message):
                message = sentence.format(*found.groups())
                break
        else:
            message = "命令的写法不对"
        print(f"{message}。请用 lvze --help 查看用法。", file=sys.stderr)
        raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command, or the window when there is none, and returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _command_parsers()
    if not arguments or arguments[0].startswith("--until") or (arguments[0] not in parser and _is_file(arguments[0])):
        from desktop import app

        return app.run(arguments)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console without Chinese must not turn a message into a traceback
    if "--help" in arguments or "-h" in arguments:
        print(USAGE, end="")
        return 0
    if arguments[0] not in parser:
        print(f"没有“{arguments[0]}”这个命令。请用 lvze --help 查看用法。", file=sys.stderr)
        return 2
    try:
        return _run(arguments[0], parser[arguments[0]].parse_args(arguments[1:]))
    except SystemExit as stop:
        return int(stop.code or 0)


def _run(command: str, options: argparse.Namespace) -> int:
    from db.errors import Refusal
    from desktop import commands, log

    try:
        return commands.COMMANDS[command](options)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断，没有完成。", file=sys.stderr)
    except Exception as error:  # noqa: BLE001 - whatever it was, the user gets one sentence and the log the rest
        import traceback

        from desktop import places

        log.write("error", "".join(traceback.format_exception(error)))
        print(f"程序遇到了没有预料到的问题，没有完成。详细情况记在：{places.log_file()}", file=sys.stderr)
    return 1


def _is_file(argument: str) -> bool:
    return not argument.startswith("-") and (argument.lower().endswith(".lvze") or Path(argument).is_file())


def _command_parsers() -> dict[str, _Parser]:
    """One parser for each command."""
    parsers: dict[str, _Parser] = {}

    def command(name: str, *places: str) -> _Parser:
        parser = parsers[name] = _Parser(prog=f"lvze {name}", add_help=False, allow_abbrev=False)
        for place in places:
            parser.add_argument(place, metavar=_CHINESE[place], type=Path)
        parser.add_argument("--password-file", type=Path)
        return parser

    for name in ("new", "demo"):
        command(name, "file").add_argument("--no-password", action="store_true")
    parsers["demo"].add_argument("--records", type=int, default=0)
    taking = command("import", "file", "workbook")
    taking.add_argument("--ledger")
    taking.add_argument("--dry-run", action="store_true")
    for name in ("figures", "report", "checks"):
        command(name, "file").add_argument("--period", required=True)
    for name in ("figures", "report"):
        parsers[name].add_argument("--json", type=Path)
    parsers["report"].add_argument("--kind", required=True)
    parsers["report"].add_argument("--person")
    parsers["report"].add_argument("--annex", action="store_true")
    parsers["report"].add_argument("--docx", type=Path)
    parsers["report"].add_argument("--pdf", type=Path)
    command("backup", "file", "folder")
    command("verify", "backup")
    command("restore", "backup", "file")
    command("self-test")
    return parsers


_CHINESE = {"file": "文件", "workbook": "表格", "folder": "文件夹", "backup": "备份"}
