"""个人信息保护影响评估表: what must be judged before and while talks are recorded, with this file's own facts filled in;
the judgement itself is left to people (domain.md P-16; 个人信息保护法 art. 55, 56: kept for three years).
"""

from __future__ import annotations

from db.assessment import Facts
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import cell, label, opinion, pairs, sign_line, ticks, wide
from desktop.reports.forms.form import House, day_text

TITLE = "个人信息保护影响评估表"
_JUDGED = (("fit", "符合"), ("mend", "需改进"), ("unfit", "不符合"))
_KINDS = ("姓名、科室、职务、所在支部；谈话的时间、话题、本人同意记录的要点和意见建议。\n"
          "不设证件号、电话、住址、病历号等栏目，导入表格时这些列自动去掉。")
_PURPOSE = "履行党建和意识形态工作职责，如实留存谈心谈话和履责情况，办理意见建议。不用于给个人打分、排名、贴标签，不作自动决策。"
_OUTSIDE = "程序没有联网功能，不向院外提供，不委托处理，不公开。报告和统计只用数量，人数少的分组合并。"
_RISK = "泄露：电脑、U 盘丢失，密码被人知道，导出件、打印件外传；\n滥用：被用作评价个人的依据；\n失真：要点与本人原意不符，没有更正。"


def assessment(found: Facts, house: House) -> Document:
    """The form with today's facts."""
    rows = [
        pairs(("处 理 者", house.hospital, 1), ("评估日期", day_text(house.today), 1)),
        GridRow((label("评估事项"), label("台账现在的情况（程序按事实填写）", 2), label("评估意见"))),
        _row("处理目的", _PURPOSE),
        _row("信息种类", _KINDS),
        _row("数　　量", f"名册{found.people}人；谈话记录{found.talks}次，其中写明本人的{found.named_talks}次；"
                      f"意见建议{found.opinions}条（不记提出人姓名）。"),
        _row("合法依据", _bases(found)),
        _row("告知情况", _informed(found)),
        _row("保存期限", _kept(found)),
        _row("提供与公开", _OUTSIDE),
        _row("保密措施", _locked(found)),
        _row("备份措施", _backed_up(found, house)),
        _row("留痕情况", f"操作日志里查看{found.viewed}次，导出打印{found.given_out}次，密码事项{found.failed_unlocks}次；"
                     "日志前后相扣，改动可以发现。"),
        _row("本人权利", "可以查阅、复制、要求更正和删除，在“设置—个人信息”里办理，逐次留痕。"),
        wide("风险分析", _RISK, 3, 20),
        wide("对个人权\n益的影响", "", 3, 18, 1),
        wide("改进措施", "", 3, 18, 1),
        *opinion("评估结论", f"保护措施与风险程度：{ticks((('y', '相适应'), ('n', '不相适应')), None)}", sign_line("评估人签字："), 3),
        GridRow((label("负责人"), cell(sign_line(), "left", 3)), 12),
    ]
    head = FormHead(TITLE, house.hospital, "依据：个人信息保护法第五十五条、第五十六条")
    notes = ("注：评估报告和处理情况记录至少保存三年；目的、方式、种类有变化时重新评估。",)
    return house.document(TITLE, head, Grid((5, 12, 6, 7), tuple(rows), head=0, notes=notes), numbered=True)


def _row(name: str, text: str) -> GridRow:
    return GridRow((label(name), cell(text, "prose", 2), cell(ticks(_JUDGED, None, 1), "left")), 14)


def _bases(found: Facts) -> str:
    if not found.bases:
        return "还没有谈话记录。"
    return "谈话记录的依据：" + "，".join(f"{words}{count}次" for words, count in found.bases) + "。"


def _informed(found: Facts) -> str:
    missing = found.named_talks - found.informed
    told = f"写明本人的谈话{found.named_talks}次，登记了告知日期的{found.informed}次"
    return f"{told}，还有{missing}次没有登记，应补办。" if missing else f"{told}。"


def _kept(found: Facts) -> str:
    kept = f"谈话记录保存{found.talk_years}年，期满报批销毁" if found.talk_years else "谈话记录没有定保存年限，应当明确"
    late = f"；现有{found.expired}条已经期满，应及时处理" if found.expired else "；现在没有期满未处理的"
    return f"{kept}{late}；已办销毁{found.destroyed}次，都有清单。"


def _locked(found: Facts) -> str:
    if not found.encrypted:
        return "台账文件没有设密码，拿到文件或备份盘的人都能看到全部内容，应当设置密码。"
    lock = f"{found.lock_minutes}分钟不操作自动锁定" if found.lock_minutes else "没有开自动锁定，应当打开"
    return f"台账、佐证材料和备份都已加密，{lock}；谈话内容默认折叠，打开要留痕。"


def _backed_up(found: Facts, house: House) -> str:
    if found.last_backup is None:
        return "还没有备份到U盘或别的位置，应当尽快备份。"
    days = (house.today - found.last_backup).days
    return f"备份盘{found.sticks}个，最近一次备份在{day_text(found.last_backup)}（{max(days, 0)}天前），备份后逐字节核对。"
