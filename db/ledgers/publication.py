"""宣传发稿: articles, films and posts by channel, level and category (domain.md L13)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from db.fields import Day, Flag, Number, Term, Text, keep, that_day
from db.ledger import Ledger, section
from db.ledgers.organisation import department
from db.record import Record


class Publication(Record):
    """One piece, or several of one kind entered as a count."""

    __tablename__ = "publication"

    day: Mapped[date | None] = keep(Day("发布日期", required=True, past=True, default=that_day, also=("日期", "刊发日期")))
    title: Mapped[str | None] = keep(Text("标题", required=True, width=20, also=("稿件标题", "题目")))
    channel: Mapped[str | None] = keep(Term("发布渠道", vocabulary="channel", required=True, width=7, also=("渠道",)))
    media: Mapped[str | None] = keep(Text("媒体名称", width=9))
    level: Mapped[str | None] = keep(Term("媒体层级", vocabulary="level", default="own", width=5))
    category: Mapped[str | None] = keep(Term("稿件类别", vocabulary="publication_category", required=True, width=7, also=("类别",)))
    form: Mapped[str | None] = keep(Term("形式", vocabulary="media_form", default="article", width=5))
    theme: Mapped[str | None] = keep(Term("宣传主题", vocabulary="theme", width=9))
    column_name: Mapped[str | None] = keep(Text("专栏", width=8))
    issue_no: Mapped[str | None] = keep(Text("期号", width=5, limit=30))
    pieces: Mapped[int | None] = keep(Number("篇数", default=1, least=1, most=100000, unit="篇", width=4, also=("数量",)))
    reads: Mapped[int | None] = keep(Number("阅读量", unit="次", width=6, also=("阅读数", "播放量")))
    department_id: Mapped[int | None] = department("供稿科室")
    author: Mapped[str | None] = keep(Text("作者", width=6))
    problem: Mapped[bool | None] = keep(Flag("出现导向问题", width=6))
    source_note: Mapped[str | None] = keep(Text("数据来源", width=9, help="阅读量等后台数据从哪里抄来"))


PUBLICATIONS = Ledger(
    key="publication", title="宣传发稿", model=Publication, day=Publication.day, prefix="FG",
    columns=(Publication.number, Publication.day, Publication.title, Publication.channel, Publication.level, Publication.category, Publication.form,
             Publication.pieces, Publication.reads, Publication.department_id),
    sections=(section("稿件", Publication.day, Publication.title, Publication.channel, Publication.category, Publication.level, Publication.media,
                      Publication.form),
              section("数量与来源", Publication.pieces, Publication.reads, Publication.department_id, Publication.author),
              section("其他", Publication.theme, Publication.column_name, Publication.issue_no, Publication.problem, Publication.source_note, folded=True)),
    title_of=(Publication.number, Publication.title),
    help="还没有发稿记录。可以整季度从 Excel 粘贴进来。")
