"""A page to see a layout by: every kind of line an official document has, and a table."""

from __future__ import annotations

from datetime import date

from desktop.reports.blocks import Addressee, Document, Heading, Paragraph, Signature, Table, Title, Words

_BODY = ("医院党委把意识形态工作与业务工作同部署、同检查、同考核，责任到科室、到支部、到人，"
         "做到平时有记录、季末有分析、年底有总结，97人次、98.5%这样的数字都能查到来源。")
_HEADS = (
    (1, "一、一级标题的字体"),
    (2, "（一）二级标题的字体，2025年"),
    (3, "1．三级标题的字体"),
    (4, "（1）四级标题的字体"),
)


def sample_document(hospital: str, today: date) -> Document:
    """Two pages and a table, in the name of the hospital."""
    parts: list = [Title("关于意识形态工作情况的报告\n（版面样张）"), Addressee("各党支部、各科室：")]
    for level, text in _HEADS:
        parts += [Heading(level, (Words(text),)), Paragraph((Words(_BODY),))]
    parts += [Paragraph((Words(_BODY),))] * 4
    rows = tuple((str(number), name, "按规定办理", "党委办公室") for number, name in
                 enumerate(("专题研究", "谈心谈话", "风险排查"), 1))
    parts += [Table("表格样张", ("序号", "事　项", "办理情况", "责任科室"), rows, (1, 3, 4, 3)),
              Signature(hospital or "单位名称", today)]
    return Document(tuple(parts), "版面样张", hospital or "单位名称", "版面样张", today)
