"""The command line: every command does its work, says in Chinese why not, and leaves nothing half-done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook as ExcelBook

from db.figures import evaluate
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.periods import Period
from db.step_list import steps
from db.settings import SAMPLE_DAY
from db.workspace import Workspace
from desktop import cli
from desktop.reports.installed import notice, with_installed
from desktop.reports.style import STANDARD
from desktop.reports.templates import KINDS

ROOT = Path(__file__).resolve().parent.parent


def lvze(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a scheduled task would run it."""
    return subprocess.run([sys.executable, "-m", "desktop", *map(str, arguments)], cwd=ROOT, capture_output=True,
        text=True, encoding="utf-8",
                          env=os.environ | {"PYTHONIOENCODING": "utf-8", "QT_QPA_PLATFORM": "offscreen"}, timeout=300)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "用户文件夹"))


@pytest.fixture
def copy(sample_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "示例.lvze"
    path.write_bytes(sample_file.read_bytes())
    return path


def records_in(path: Path) -> int:
    with Workspace.open(path, read_only=True) as workspace, workspace.read() as session:
        return sum(count(session, ListQuery(ledger)) for ledger in LEDGERS.values())


def test_a_new_file_is_empty_and_can_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(tmp_path / "新.lvze"), "--no-password"]) == 0
    assert capsys.readouterr().err == ""
    assert records_in(tmp_path / "新.lvze") == 0


def test_doing_without_a_password_must_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(tmp_path / "新.lvze")]) == 1
    said = capsys.readouterr()
    assert "--no-password" in said.err and said.err.count("\n") == 1 and not (tmp_path / "新.lvze").exists()


def test_a_file_with_a_password_opens_only_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, right, wrong = tmp_path / "密.lvze", tmp_path / "密码.txt", tmp_path / "错.txt"
    right.write_text("春风又绿江南岸\n", encoding="utf-8")
    wrong.write_text("明月何时照我还\n", encoding="utf-8")
    assert cli.main(["new", str(book), "--password-file", str(right)]) == 1  # shorter than a password has to be
    right.write_text("春风又绿江南岸2025\n", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["new", str(book), "--password-file", str(right)]) == 0
    assert "恢复码" in capsys.readouterr().out and b"SQLite" not in book.read_bytes()[:16]
    assert cli.main(["figures", str(book), "--period", "2025", "--password-file", str(right)]) == 0
    capsys.readouterr()
    for arguments in ([], ["--password-file", str(wrong)], ["--password-file", str(tmp_path / "没有.txt")]):
        assert cli.main(["figures", str(book), "--period", "2025", *arguments]) == 1
        said = capsys.readouterr()
        assert said.out == "" and said.err.count("\n") == 1


def test_an_encrypted_file_is_backed_up_checked_and_restored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, right, wrong, stick = (tmp_path / name for name in ("密.lvze", "密码.txt", "错.txt", "盘"))
    right.write_text("春风又绿江南岸2025\n", encoding="utf-8")
    wrong.write_text("明月何时照我还2025\n", encoding="utf-8")
    stick.mkdir()
    with_it, with_wrong = ["--password-file", str(right)], ["--password-file", str(wrong)]
    assert cli.main(["new", str(book), *with_it]) == 0
    assert cli.main(["backup", str(book), str(stick)]) == 1 and cli.main(["backup", str(book), str(stick), *with_it]) == 0
    capsys.readouterr()
    assert cli.main(["verify", str(stick), *with_it]) == 0 and capsys.readouterr().out == "备份完好。\n"
    assert cli.main(["verify", str(stick)]) == 0 and "没有打开里面的内容" in capsys.readouterr().out
    back = tmp_path / "回来.lvze"
    for arguments in ([], with_wrong):
        assert cli.main(["restore", str(stick), str(back), *arguments]) == 1 and not back.exists()
        assert capsys.readouterr().err.count("\n") == 1
    assert cli.main(["restore", str(stick), str(back), *with_it]) == 0
    assert cli.main(["checks", str(back), "--period", "2025", *with_it]) == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of the system")
def test_the_password_is_asked_for_on_a_terminal(tmp_path: Path) -> None:
    import pty

    def talk(*arguments: object, answers: list[str]) -> tuple[int, str]:
        child, terminal = pty.fork()
        if not child:
            os.chdir(ROOT)
            os.environ["PYTHONIOENCODING"] = "utf-8"
            os.execv(sys.executable, [sys.executable, "-m", "desktop", *map(str, arguments)])
        said = b""
        try:
            while block := os.read(terminal, 1000):
                said += block
                if said.decode("utf-8", "ignore").rstrip(" ").endswith("：") and answers:
                    os.write(terminal, f"{answers.pop(0)}\n".encode())
        except OSError:
            pass  # the other end is closed
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode("utf-8")

    book = tmp_path / "密.lvze"
    status, said = talk("new", book, answers=["春风又绿江南岸2025", "春风又绿江南岸2026"])
    assert status == 1 and "两遍" in said and not book.exists()
    status, said = talk("new", book, answers=["春风又绿江南岸2025", "春风又绿江南岸2025"])
    assert status == 0 and "恢复码" in said and "春风" not in said
    status, said = talk("checks", book, "--period", "2025", answers=["春风又绿江南岸2025"])
    assert status == 0 and "春风" not in said


def test_an_existing_file_is_never_overwritten(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = copy.read_bytes()
    assert cli.main(["demo", str(copy), "--no-password"]) == 1
    assert "已经存在" in capsys.readouterr().err and copy.read_bytes() == before


def test_a_demo_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "示例.lvze"
    assert cli.main(["demo", str(path), "--no-password", "--records", "-5"]) == 1
    assert "不小于 0" in capsys.readouterr().err
    import desktop.sample

    def stop(workspace: Workspace, **_: object) -> None:
        with workspace.transaction("半途") as session:
            session.add(LEDGERS["department"].model(name="内科"))
        raise KeyboardInterrupt

    monkeypatch.setattr(desktop.sample, "build_to_try", stop)
    assert cli.main(["demo", str(path), "--no-password"]) == 1
    assert capsys.readouterr().err == "已中断，没有完成。\n" and list(tmp_path.glob("示例*")) == []


def test_the_main_job_from_the_command_line(larger_sample_file: Path, tmp_path: Path) -> None:
    """demo → figures → report → checks → backup → verify → restore, each as its own process."""
    book = tmp_path / "示例医院.lvze"
    shutil.copy(larger_sample_file, book)
    shutil.copytree(f"{larger_sample_file}.files", f"{book}.files")
    with Workspace.open(book, read_only=True) as made:
        assert made.setting(SAMPLE_DAY) == "2025-12-26"  # as the sample of the start page: not all of it overdue
    numbers = lvze("figures", book, "--period", "2025Q4", "--json", tmp_path / "f.json")
    assert numbers.returncode == 0, numbers.stderr
    found = {figure["id"]: figure
        for figure in json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["figures"]}
    with Workspace.open(book, read_only=True) as workspace, workspace.read() as session:
        for one, figure in evaluate(session, Period.quarter(2025, 4)).items():
            assert found[one]["value"] == figure.value and found[one]["record_ids"] == list(figure.record_ids)
    assert {line.split("\t")[0] for line in numbers.stdout.splitlines()} == set(found)
    reported = lvze("report", book, "--kind", "quarterly", "--period", "2025Q4", "--docx", tmp_path / "r.docx",
        "--pdf", tmp_path / "r.pdf",
                    "--json", tmp_path / "r.json")
    assert reported.returncode == 0, reported.stderr
    assert notice(with_installed(STANDARD)) in reported.stdout  # which faces are missing here, told before the files
    assert (tmp_path / "r.docx").read_bytes()[:2] == b"PK" and (tmp_path / "r.pdf").read_bytes()[:4] == b"%PDF"
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {figure["id"]: figure["value"] for figure in report["figures"]} == {one: figure["value"] for one,
        figure in found.items()}
    looked = lvze("checks", book, "--period", "2025")
    assert looked.returncode == 0 and "先办后审" in looked.stdout
    (tmp_path / "备份").mkdir()
    assert lvze("backup", book, tmp_path / "备份").returncode == 0
    assert lvze("verify", tmp_path / "备份").stdout == "备份完好。\n"
    assert lvze("restore", tmp_path / "备份", tmp_path / "另一台" / "回来.lvze").returncode == 0
    assert records_in(tmp_path / "另一台" / "回来.lvze") == records_in(book)
    assert not list(tmp_path.rglob("*.part"))


def test_a_damaged_backup_is_not_called_whole(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "备份").mkdir()
    assert cli.main(["backup", str(copy), str(tmp_path / "备份")]) in (0, 1)
    data = max((path for path in (tmp_path / "备份").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(bytes(content))
    assert cli.main(["verify", str(tmp_path / "备份")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_open_in_the_window_can_be_read_and_backed_up(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "备份").mkdir()
    with Workspace.open(copy) as window:
        with window.transaction("新增科室") as session:
            session.add(LEDGERS["department"].model(name="刚保存的科室"))
        assert cli.main(["figures", str(copy), "--period", "2025"]) == 0
        assert cli.main(["backup", str(copy), str(tmp_path / "备份")]) == 0
    assert cli.main(["restore", str(tmp_path / "备份"), str(tmp_path / "回来.lvze")]) == 0
    assert records_in(tmp_path / "回来.lvze") == records_in(copy)


def test_import_tries_first_and_takes_all_or_nothing(copy: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str]) -> None:
    book = ExcelBook()
    for row in (["会议日期", "会议类别", "议题"], ["2025-12-30", "党委会", "年终总结"], ["2025-12-31", "茶话会", "迎新"]):
        book.active.append(row)
    book.save(tmp_path / "会议.xlsx")
    before = records_in(copy)
    assert cli.main(["import", str(copy), str(tmp_path / "会议.xlsx"), "--ledger", "meeting"]) == 1
    said = capsys.readouterr()
    assert "第3行B列“会议类别”" in said.out and "1 处错误" in said.err and records_in(copy) == before
    book.active.delete_rows(3)
    book.save(tmp_path / "会议.xlsx")
    assert cli.main(["import", str(copy), str(tmp_path / "会议.xlsx"), "--ledger", "会议研究", "--dry-run"]) == 0
    assert "新增 1" in capsys.readouterr().out and records_in(copy) == before
    assert cli.main(["import", str(copy), str(tmp_path / "会议.xlsx"), "--ledger", "meeting"]) == 0
    assert records_in(copy) == before + 1
    assert cli.main(["import", str(copy), str(tmp_path / "会议.xlsx"), "--ledger", "nothing"]) == 1
    assert "没有“nothing”这本台账" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "status", "words"), [
    (["frob"], 2, "没有“frob”这个命令"), (["new"], 2, "命令缺少 文件"), (["new", "a.lvze", "b"], 2, "不认识的内容：b"),
    (["figures", "a.lvze"], 2, "命令缺少 --period"), (["figures", "a.lvze", "--period"], 2, "--period 后面缺少内容"),
    (["demo", "a.lvze", "--records", "many"], 2, "--records 不能是 'many'"),
    (["figures", "没有这个.lvze", "--period", "2025Q4"], 1, "找不到台账文件"),
    (["figures", "没有这个.lvze", "--period", "昨天"], 1, "看不懂报告期"),
    (["report", "a.lvze", "--kind", "quarterly", "--period", "2025Q4"], 1, "写明报告存到哪里"),
    (["new", "a.lvze", "--password-file", "p"], 1, "读不出密码文件"), (["new", "a.lvze"], 1, "--no-password"),
    (["verify", "没有"], 1, "备份")])
def test_mistakes_get_one_clear_line(arguments: list[str], status: int, words: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
                                     capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == status
    said = capsys.readouterr()
    assert words in said.err and said.err.count("\n") == 1 and said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_kinds_that_are_not_ready_are_refused_in_words(copy: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("daily", *(kind.key for kind in KINDS.values() if not kind.built)):
        assert cli.main(["report", str(copy), "--kind", kind, "--period", "2025", "--pdf",
            str(tmp_path / "r.pdf")]) == 1
        assert capsys.readouterr().err.count("\n") == 1 and not (tmp_path / "r.pdf").exists()


def test_an_unforeseen_error_is_one_sentence_and_an_entry_in_the_log(copy: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
                                                                    capsys: pytest.CaptureFixture[str]) -> None:
    import db.figures

    monkeypatch.setattr(db.figures, "evaluate", lambda *_: 1 / 0)
    assert cli.main(["figures", str(copy), "--period", "2025"]) == 1
    said = capsys.readouterr().err
    assert "没有预料到的问题" in said and "Traceback" not in said


def test_help_is_in_chinese() -> None:
    asked = lvze("--help")
    assert asked.returncode == 0 and asked.stdout == cli.USAGE


def test_the_program_is_whole() -> None:
    tested = lvze("self-test")
    assert tested.returncode == 0, tested.stdout
    assert tested.stdout.splitlines()[-1] == "自检全部通过。" and "不通过" not in tested.stdout


def test_the_command_line_needs_neither_qt_nor_a_heavy_library_before_it_works() -> None:
    heavy = ("PySide6", "sqlalchemy", "docx", "reportlab", "openpyxl")
    script = f"import sys; from desktop import cli; print([name for name in {heavy} if name in sys.modules])"
    asked = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "[]"


def test_what_the_command_line_gives_out_is_logged_and_checks_say_the_log_is_whole(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["figures", str(copy), "--period", "2025Q4", "--json", str(tmp_path / "数.json")]) == 0
    with Workspace.open(copy) as workspace, workspace.read() as session:
        assert steps(session, limit=1)[0].label == "导出统计数字 2025Q4（命令行）"
        capsys.readouterr()
        assert cli.main(["figures", str(copy), "--period", "2025Q4", "--json", str(tmp_path / "数.json")]) == 0
        assert "这次导出没有记入操作日志" in capsys.readouterr().out
    assert cli.main(["checks", str(copy), "--period", "2025Q4"]) == 0
    assert "前后相扣，没有被改动过" in capsys.readouterr().out
