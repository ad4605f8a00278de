"""What each command of the command line does. Every function takes the parsed options and returns the exit status.

Commands that only read open the file read-only, so that they work beside an open window.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from db.errors import InUse, Refusal
from db.keyring import Keys
from db.periods import Period
from db.workspace import Workspace
from desktop.operations.founding import take_back
from desktop.passwords import backup_password, new_password, password_for

_SHOWN_ERRORS = 50


def new(options: Namespace) -> int:
    _begin(options, lambda workspace: None)
    print(f"已建立空的台账文件：{options.file}")
    return 0


def demo(options: Namespace) -> int:
    from desktop.sample import build_to_try

    if options.records < 0:
        raise Refusal("--records 应为不小于 0 的整数，请改正。")
    _begin(options, lambda workspace: build_to_try(workspace, extra=options.records))
    print(f"已建立示例医院：{options.file}")
    return 0


def import_(options: Namespace) -> int:
    from desktop.exchange import workbook_in

    key = _ledger_key(options.ledger) if options.ledger else None
    with Workspace.open(options.file, password=password_for(options)) as workspace:
        plan = workbook_in.plan(workspace, options.workbook, key)
        for sentence in _told(plan):
            print(sentence)
        if plan.errors:
            for error in plan.errors[:_SHOWN_ERRORS]:
                print(error)
            raise Refusal(f"有 {len(plan.errors)} 处错误，一行都没有导入。请按上面的行号改好后再导入。")
        if options.dry_run:
            print("只试不写：以上内容可以导入，现在没有写入。")
        else:
            workbook_in.apply(workspace, plan)
            print("已导入。")
    return 0


def figures(options: Namespace) -> int:
    from db.figures import evaluate

    period = Period.parse(options.period)
    with _reading(options) as workspace, workspace.read() as session:
        found = evaluate(session, period)
        hospital, keys = workspace.hospital, workspace.keys
    for figure in found.values():
        ids = ",".join(str(one) for one in figure.record_ids)
        value = "" if figure.value is None else figure.value
        print(f"{figure.id}\t{figure.label}\t{value}\t{figure.text}\t{figure.rule}\t{figure.ledger_key}:{ids}")
    if options.json:
        _write_json(options.json, {"hospital": hospital, "period": period.code, "label": period.label,
                                   "figures": [figure.plain() for figure in found.values()]})
        _log(options, keys, f"导出统计数字 {period.code}（命令行）")
    return 0


def report(options: Namespace) -> int:
    period = Period.parse(options.period)
    if not (options.docx or options.pdf or options.json):
        raise Refusal("请用 --docx、--pdf 或 --json 写明报告存到哪里。")
    from desktop.reports.composer import compose
    from desktop.reports.export import house_style, write_files
    from desktop.reports.installed import notice

    with _reading(options) as workspace:
        made = compose(workspace, options.kind, period, person_id=_person(workspace, options), annex=options.annex)
        style, keys = house_style(workspace), workspace.keys
    if options.pdf and notice(style):
        print(notice(style))
    targets = [target for target in (options.docx, options.pdf) if target]
    done = write_files(made.document, targets, lambda *_: None, style)
    if options.json:
        _write_json(options.json, {
            "kind": options.kind, "period": period.code, "document": json.loads(made.document.to_json()),
            "figures": [figure.plain() for figure in made.figures.values()],
            "findings": [_plain(finding) for finding in made.findings]})
    targets = (*done.files, *([options.json] if options.json else []))
    for target in targets:
        print(f"已生成：{target}")
    kinds = "、".join(target.suffix[1:].upper() for target in targets)
    _log(options, keys, f"导出报告 {options.kind} {period.code}（{kinds}，命令行）")
    if done.missing:
        print(f"PDF 里有 {len(done.missing)} 个字没有字形，印成了方框：{''.join(done.missing)}")
    return 0


def checks(options: Namespace) -> int:
    from db import step_list
    from db.checks import check
    from db.destroyed import emptied_steps

    period = Period.parse(options.period)
    with _reading(options) as workspace, workspace.read() as session:
        found = check(session, period)
        steps, emptied = step_list.count(session), emptied_steps(session)
    for finding in found:
        ids = ",".join(str(one) for one in finding.record_ids)
        print(f"{'矛盾或逾期' if finding.serious else '提示'}\t{finding.code}\t{finding.sentence}\t{finding.ledger_key}:{ids}")
    print(f"{period.label}：共 {len(found)} 项，其中矛盾或逾期 {sum(finding.serious for finding in found)} 项。")
    if not any(finding.code in ("J1", "J3") for finding in found):
        print(f"操作日志共 {steps} 步，前后相扣，没有被改动过{f'；其中 {emptied} 步的内容已按规定销毁' if emptied else ''}。")
    return 0


def backup(options: Namespace) -> int:
    from db.backup import back_up

    password = password_for(options)
    try:
        workspace = Workspace.open(options.file, password=password)
    except InUse:  # the window has it open: what is saved is backed up all the same
        workspace = Workspace.open(options.file, read_only=True, password=password)
    with workspace:
        result = back_up(workspace, options.folder)
    print(f"已备份到：{result.path}（{sum(result.counts.values())} 条记录）。{result.how_verified}")
    for problem in result.problems:
        print(problem)
    return 0


def verify(options: Namespace) -> int:
    from db.backup import NOT_OPENED, needs_password
    from db.backup import verify as examine

    locked = needs_password(options.backup)
    password = backup_password(options, locked, may_skip=True)
    problems = examine(options.backup, password=password)
    for problem in problems:
        print(problem)
    if problems:
        raise Refusal(f"备份“{options.backup}”不完好，共 {len(problems)} 处问题，请改用另一份并尽快重新备份。")
    print("备份完好。" if password or not locked else f"备份的文件完好。{NOT_OPENED}")
    return 0


def restore(options: Namespace) -> int:
    from db.backup import needs_password
    from db.backup import restore as bring_back

    password = backup_password(options, needs_password(options.backup))
    result = bring_back(options.backup, options.file, datetime.now(), password=password)
    print(f"已恢复到：{result.path}（备份时间 {result.made_at:%Y-%m-%d %H:%M}，{sum(result.counts.values())} 条记录）。")
    if result.set_aside:
        print(f"原来的文件留在：{result.set_aside}")
    for problem in result.problems:
        print(problem)
    return 0


def self_test(options: Namespace) -> int:
    from desktop.self_test import run

    return run()


def _begin(options: Namespace, fill: Callable[[Workspace], None]) -> None:
    """Makes a file and fills it; takes it back when anything goes wrong on the way."""
    workspace = Workspace.create(options.file, password=new_password(options))
    try:
        fill(workspace)
    except BaseException:
        workspace.close()
        take_back(options.file)
        raise
    workspace.close()
    if workspace.recovery_code:
        print(f"恢复码（忘记密码时用，只显示这一次，请抄下来另外存放）：{workspace.recovery_code}")


@contextmanager
def _reading(options: Namespace) -> Iterator[Workspace]:
    workspace = Workspace.open(options.file, read_only=True, password=password_for(options))
    try:
        yield workspace
    finally:
        workspace.close()


def _log(options: Namespace, keys: Keys | None, label: str) -> None:
    """Writes into the file's log what a command that only reads has given out; says so when it cannot be written."""
    try:
        with Workspace.open(options.file, keys=keys) as workspace:
            workspace.log(label)
    except InUse:
        print("文件正在窗口里打开，这次导出没有记入操作日志。")
    except Refusal as refusal:
        print(f"这次导出没有记入操作日志：{refusal}")


def _person(workspace: Workspace, options: Namespace) -> int | None:
    """The id of the person named by --person. Raises Refusal for a kind that is nobody's own report."""
    from desktop.reports.reporters import person_called
    from desktop.reports.templates import kind_of

    if options.person is None:
        return None
    if not kind_of(options.kind).personal:
        raise Refusal("--person 只用于述职报告（accountability），请去掉，或改选报告种类。")
    with workspace.read() as session:
        return person_called(session, options.person)


def _ledger_key(wanted: str) -> str:
    from db.ledgers import LEDGERS

    for ledger in LEDGERS.values():
        if wanted in (ledger.key, ledger.title):
            return ledger.key
    raise Refusal(f"没有“{wanted}”这本台账，可填：{'、'.join(LEDGERS)}。")


def _told(plan: Any) -> Iterator[str]:
    from db.ledgers import LEDGERS

    for table in plan.tables:
        yield (f"“{table.sheet}”→{LEDGERS[table.ledger_key].title}：新增 {table.count('new')}，修改 {table.count('changed')}，"
               f"已有 {table.count('same')}，相似跳过 {table.count('twin')}，有错 {table.count('error')}。")
        yield from table.notes
    yield from plan.notes


def _plain(finding: Any) -> dict[str, Any]:
    return {"code": finding.code, "sentence": finding.sentence, "ledger": finding.ledger_key,
        "record_ids": list(finding.record_ids),
            "serious": finding.serious}


def _write_json(target: Path, content: dict[str, Any]) -> None:
    from desktop.reports.target import replace_file

    def write(part: Path) -> None:
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    replace_file(target, write)


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "new": new, "demo": demo, "import": import_, "figures": figures, "report": report, "checks": checks,
    "backup": backup,
    "verify": verify, "restore": restore, "self-test": self_test}
