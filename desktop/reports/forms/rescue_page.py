"""恢复说明: the page on a rescue stick. Whoever reads it may never have seen the program, and the clerk may be away."""

from __future__ import annotations

from datetime import datetime

from desktop.reports.blocks import Document, Heading, Paragraph, Title, Words, plain_text
from desktop.reports.forms.form import House, day_text

TITLE = "台账恢复说明"
_WINDOWS = "Windows 10、11：双击“恢复台账.cmd”。如果系统询问是否运行，选“更多信息”“仍要运行”。"
_LINUX = ("统信、麒麟等国产系统：在 U 盘窗口的空白处点右键，选“在终端中打开”，输入 sh 恢复台账.sh 后按回车。"
          "系统不许从 U 盘直接运行程序时，会先自动复制到本机的临时文件夹，要等十几秒。")
_MISSING = "本盘上没有适合{system}的程序；在这类电脑上请先安装履责台账，再用“从备份恢复”。"


def rescue_page(hospital: str, file_name: str, made_at: datetime, records: int, encrypted: bool,
                programs: dict[str, str]) -> Document:
    """The page of one stick; ``programs`` are the versions on it by system (windows, linux)."""
    start = [_WINDOWS if "windows" in programs else _MISSING.format(system=" Windows 的电脑"),
             _LINUX if "linux" in programs else _MISSING.format(system="统信、麒麟等国产系统")]
    key = ("窗口打开后输入做这份备份时的密码；忘记密码就勾选“用恢复码”，输入纸上的恢复码（一份由台账管理人员保管，一份由党委办公室负责人封存）。"
           "密码和恢复码都没有，谁也打不开。" if encrypted else
           "这份台账没有设密码，拿到 U 盘的人都能看到内容，请妥善保管。")
    versions = "，".join(f"{name} {programs[system]} 版" for system, name in (("windows", "Windows 用"), ("linux", "国产系统用"))
                       if system in programs)
    parts = [
        ("一、这个 U 盘是做什么的", [
            f"电脑坏了、丢了或换了新电脑时，用它把{hospital or '本单位'}的台账“{file_name}”恢复出来。不需要联网，也不需要先安装程序。",
            f"制作时间：{day_text(made_at)}。备份里有 {records} 条记录。盘上的程序：{versions}。"]),
        ("二、怎样恢复", [
            "1.　把 U 盘插到一台可以办公的电脑上。U 盘有写保护开关的，请拨到写保护；恢复不会改动 U 盘。",
            f"2.　打开程序。{start[0]}", start[1],
            f"3.　检查备份。{key}程序会从 U 盘逐字节读出核对，列出每本台账应有和实有多少条。",
            "4.　核对无误后点“恢复到这台电脑”，选好位置，点“恢复”。那里原来有台账的，会先改名留存，不会被覆盖。",
            "5.　打印“恢复核验单”，由恢复人和监督人签字存档。",
            "6.　以后要在这台电脑上长期使用，请再安装履责台账程序，然后打开恢复出来的台账文件。"]),
        ("三、恢复不成怎么办", [
            "提示备份不完好时，在列表里改选更早的一份；都不行就换另一个备份盘。",
            "程序打不开时，盘上的“履责台账备份”文件夹仍然完整，可以在另一台装有履责台账的电脑上用“从备份恢复”打开。"]),
        ("四、怎样保管", [
            "由专人保管，和电脑分开放，不得接入互联网计算机；恢复码不要和 U 盘放在一起。",
            "台账每次有较多改动以后，在“备份”页点“制作自救 U 盘”更新一次；每半年在另一台电脑上试着恢复一次。"])]
    blocks: list = [Title(TITLE)]
    for head, lines in parts:
        blocks.append(Heading(1, (Words(head),)))
        blocks += [Paragraph((Words(line),)) for line in lines]
    return House(hospital, "", made_at.date()).document(TITLE, *blocks)


def as_text(page: Document) -> str:
    """The same words for any text viewer; lines end as Windows ends them."""
    lines = [block.text if isinstance(block, Title) else plain_text(block.spans) for block in page.blocks]
    return "".join(f"{line}\r\n" for line in lines)
