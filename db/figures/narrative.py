"""Rows of the figures catalogue that no count can supply: the clerk writes them, the report keeps them.

Together with the measures and the clerk's own ledgers every row F001 to F255 has a home; ``tests/test_catalogue.py``
fails when one has none. Source: domain.md section 1.
"""

from __future__ import annotations

NARRATIVE: dict[str, str] = {
    "F001": "报告期由所选的季度、半年或年度决定，是所有数字的时间范围，本身不是数字",
    "F051": "队伍能力方面的不足是判断，由干事写进“问题与打算”",
    "F052": "下步打算由干事写进“问题与打算”，按顺序印成几条",
    "F060": "责任落实与考核评优挂钩是制度安排，只写文字；本程序不给人打分排名",
    "F062": "部门协同是工作机制，由干事用文字说明；联动单位的个数另有统计",
    "F072": "通报、督促、考核的频次是管理办法，由干事用文字说明",
    "F153": "把党建纳入绩效考核是制度安排，由干事用文字说明",
    "F160": "医德医风考评是制度安排，由干事用文字说明；警示教育次数另有统计",
    "F166": "薄弱环节是判断，由干事写进“问题与打算”",
    "F170": "与业务工作同谋划同部署是工作要求，由干事用文字说明",
    "F212": "主要问题按方面逐条写进“问题与打算”，也可转入整改台账",
    "F218": "传达形式单一是判断，由干事写进“问题与打算”",
    "F234": "纳入党建工作责任制是制度安排，由干事用文字说明；责任事项数另有统计",
    "F239": "干部纪律要求由干事用文字说明；廉政和提醒谈话人次另有统计",
    "F246": "学习督导提醒是工作机制，由干事用文字说明；补学人次另有统计",
    "F248": "问题和原因分析由干事分条写进“问题与打算”",
    "F254": "下一步思路由干事写进“问题与打算”，按顺序印成几条",
}
"""Row → why it is text and where the text comes from."""
