"""Records entered, the quarter's report composed: every figure stands in its sentence, zero sentences drop, no names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from db import records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.periods import Period
from db.workspace import Workspace
from desktop.reports import store, templates
from desktop.reports.blocks import Addressee, Document, FigureWords, Heading, Paragraph, Signature, Title, plain_text
from desktop.reports.composer import Composed, compose, said

Q4 = Period.parse("2025Q4")
TODAY = date(2026, 1, 8)


@pytest.fixture
def quarter(workspace: Workspace, hospital: dict[str, int], add: Callable[..., int],
            act: Callable[..., str | None]) -> Workspace:
    """A small quarter, every record entered through its form's rules."""
    workspace.set_setting("hospital", "青禾县中医院")
    workspace.set_setting("addressee", "中共青禾县卫生健康局党组")
    secretary, head = hospital["林书记"], hospital["赵主任"]
    for day in (date(2025, 10, 14), date(2025, 12, 2)):
        add("meeting", day=day, kind="committee", topic="专题研究意识形态工作", judgement=True)
    add("study", day=date(2025, 10, 20), kind="group", topic="集中学习", expected=12, attended=11)
    add("study", day=date(2025, 11, 20), kind="seminar", topic="专题研讨", expected=12, attended=12)
    add("publication", day=date(2025, 10, 9), title="门诊流程优化", channel="wechat", category="news", pieces=100)
    add("publication", day=date(2025, 11, 9), title="冬季防病", channel="site", category="health", pieces=53, reads=12000)
    for day in (9, 10):
        number = add("incident", found_at=datetime(2025, 11, day, 8), type="consult", channel="wechat",
                     category="service", level="light", summary="咨询")
        for step, hour, extra in (("judge", 9, {"text": "解释"}), ("handle", 10, {"text": "说明"}), ("reply", 11, {}),
                                  ("close", 12, {})):
            act("incident", number, step, at=datetime(2025, 11, day, hour), **extra)
    lecture = add("lecture", applied_on=date(2025, 10, 1), kind="lecture", title="健康讲座", speaker="院外专家",
                  department_id=hospital["内科"],
                  event_on=date(2025, 10, 15))
    act("lecture", lecture, "approve", speaker_checked=True, content_checked=True, checker=head, approver=secretary,
        day=date(2025, 10, 8))
    act("lecture", lecture, "hold", day=date(2025, 10, 15), people=40)
    add("talk", held_on=date(2025, 10, 10), speaker_id=secretary, person_id=head, content="要点")
    add("talk", held_on=date(2025, 12, 10), speaker_id=secretary, names="青年职工", form="group", people=9, content="要点")
    add("survey", day=date(2025, 11, 3), title="思想动态", mode="forum", groups=",youth,key,", people=30)
    for _ in range(12):
        add("opinion", day=date(2025, 11, 3), source="survey", topic="process", content="建议增加候诊座椅")
    add("risk_round", day=date(2025, 11, 5), organiser_id=head, scope="全院", nothing_found=True)
    add("problem", aspect="阵地管理", title="电子屏内容更新不及时", source="self", found_on=date(2025, 11, 1),
        deadline=date(2026, 3, 1),
        person_id=head)
    return workspace


def text_of(document: Document) -> str:
    return "\n".join(plain_text(block.spans) if isinstance(block, (Paragraph, Heading))
                     else getattr(block, "text", "") or
                     getattr(block, "organisation", "") for block in document.blocks)


def made(workspace: Workspace, **options: object) -> Composed:
    return compose(workspace, "quarterly", Q4, today=TODAY, **options)


def test_the_figures_stand_in_their_sentences(quarter: Workspace) -> None:
    report = made(quarter)
    text = text_of(report.document)
    for phrase in ("召开党委会专题研究意识形态工作2次", "开展意识形态领域分析研判2次", "集中学习研讨2次，累计参加23人次，参学率95%以上",
                   "稿件150余篇，未出现导向性问题", "总阅读量1.2万次", "网络舆情和咨询2起", "均得到妥善办结，未形成负面炒作，未引发次生舆情",
                   "健康讲座1场，均做到先审后办，主讲人背景和讲授内容均在会前审核", "谈心谈话2场次、10人次", "收集意见建议10余条", "覆盖重点科室和青年职工",
                   "风险隐患排查1次，未发现新的风险点", "逐条销号：新增1项，销号0项，期末未销号1项，没有逾期未改事项"):
        assert phrase in text, phrase
    stated = dict((figure_id, words) for words, figure_id in said(report.document.blocks))
    assert stated["F015"] == "150余篇" and stated["F028"] == "均得到妥善办结" and stated["F053"] == "2次"
    assert all(report.figures[one].text == words for words, one in said(report.document.blocks) if words[0].isdigit())
    assert list(report.used)[0] in report.figures and report.used.keys() == {one for _,
        one in said(report.document.blocks)}


def test_the_document_has_the_parts_of_a_report(quarter: Workspace) -> None:
    document = made(quarter, made_on=date(2026, 1, 6)).document
    first, second, *_ = document.blocks
    assert first == Title("青禾县中医院2025年第四季度意识形态工作情况报告") and second == Addressee("中共青禾县卫生健康局党组：")
    assert document.blocks[-1] == Signature("中共青禾县中医院委员会", date(2026, 1, 6))
    headings = [plain_text(block.spans) for block in document.blocks if isinstance(block, Heading)]
    assert [one[:2] for one in headings] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    assert document.made_on == date(2026, 1, 6) and document.title.endswith("情况报告")
    assert Document.from_json(document.to_json()) == document


def test_the_date_is_the_day_after_the_period_or_today_while_it_runs(quarter: Workspace) -> None:
    assert made(quarter).document.made_on == date(2026, 1, 1)
    assert compose(quarter, "quarterly", Q4, today=date(2025, 12, 20)).document.made_on == date(2025, 12, 20)


def test_items_are_numbered_without_gaps_whatever_drops(quarter: Workspace) -> None:
    number = "一二三四五六七八九"
    run: list[str] = []
    for block in (*made(quarter).document.blocks, Heading(1, ())):
        if isinstance(block, Heading):
            assert [one for one in run] == [f"{number[place]}是" for place in range(len(run))] and len(run) != 1
            run = []
        elif isinstance(block, Paragraph) and (text := plain_text(block.spans))[1] == "是" and text[0] in number:
            run.append(text[:2])


def test_an_empty_quarter_claims_nothing(workspace: Workspace) -> None:
    workspace.set_setting("hospital", "青禾县中医院")
    report = made(workspace)
    text = text_of(report.document)
    assert "0次" not in text and "0篇" not in text and "100%" not in text and "均得到" not in text
    assert "未召开党委会专题研究意识形态工作" in text and "未登记谈心谈话" in text
    headings = [plain_text(block.spans) for block in report.document.blocks if isinstance(block, Heading)]
    assert len(headings) == 5 and not [one for one in headings if "正面宣传" in one or "理论学习" in one and "首要" in text]
    assert "总体平稳" not in text and not any(isinstance(block, Addressee) for block in report.document.blocks)
    assert {finding.code for finding in report.findings} == {"C8"}


def test_the_words_change_when_not_every_case_is_closed(quarter: Workspace, add: Callable[..., int]) -> None:
    add("incident", found_at=datetime(2025, 12, 9, 8), type="opinion", channel="wechat", category="service",
        level="light", summary="留言")
    text = text_of(made(quarter).document)
    assert "网络舆情和咨询3起" in text and "办结率66%以上" in text and "均得到妥善办结" not in text


def test_written_shortcomings_and_plans_come_before_what_is_derived(quarter: Workspace,
    add: Callable[..., int]) -> None:
    assert "阵地管理方面，电子屏内容更新不及时，已列入整改台账。" in text_of(made(quarter).document)
    add("narrative", day=date(2025, 12, 20), kind="problem", heading="力量不足", text="兼职多、专职少")
    add("narrative", day=date(2025, 12, 20), kind="plan", position=2, heading="补齐队伍", text="充实人员。")
    add("narrative", day=date(2025, 12, 20), kind="plan", position=1, heading="抓实整改", text="逐项过堂。\n逐项销号")
    text = text_of(made(quarter).document)
    assert "一是力量不足。兼职多、专职少。" in text and "二是部分整改事项还没有到位。期末未销号的1项中，电子屏内容更新不及时等" in text
    assert "一是抓实整改。逐项过堂。逐项销号。" in text and "二是补齐队伍。充实人员。" in text


def test_no_persons_name_stands_in_a_document(quarter: Workspace, hospital: dict[str, int],
                                              add: Callable[..., int]) -> None:
    bad = add("problem", title="赵主任带队巡查不够", source="self", found_on=date(2025, 11, 1), deadline=date(2026, 3, 1))
    add("narrative", day=date(2025, 12, 20), kind="practice", heading="查房谈心", text="钱医生坚持每周谈心")
    report = made(quarter)
    everything = report.document.to_json()
    assert not [name for name in ("林书记", "赵主任", "钱医生", "院外专家") if name in everything]
    assert "有关人员坚持每周谈心" in everything
    assert [(finding.ledger_key, finding.record_ids) for finding in report.findings
            if finding.code == "P1"][-1] == ("problem", (bad,))


def test_text_of_records_cannot_act_as_markup(quarter: Workspace, add: Callable[..., int]) -> None:
    add("narrative", day=date(2025, 12, 20), kind="plan", heading="## 标题",
        text="第一行\n# 冒充标题\n落款：某某\ue000F015n\ue0019篇\ue002")
    document = made(quarter).document
    assert len([block for block in document.blocks if isinstance(block, (Title, Signature))]) == 2
    assert "\n标题。第一行# 冒充标题落款：某某" in text_of(document)


@pytest.mark.parametrize(("line", "told"), [
    ("发布{{ f.F999 }}。", "不存在的数字“F999”"), ("{{ f.F015 }", "没有配对"), ("% if f.F015", "没有结束"), ("{{ nonsense }}", "不认识的名称"),
    ("{{ all_of(f.F015, '均') }}", "不是比率"), ("{{ f.F015 + 1 }}", "算不出来"), ("{{ ''.__class__.__mro__ }}", "不允许"),
    ("% loop", "只能用")])
def test_a_broken_line_is_named_with_what_to_do(quarter: Workspace, line: str, told: str) -> None:
    own = f"# 报告\n\n第一句。\n{line}\n第三句。"
    try:
        templates.set_template(quarter, "quarterly", own)
    except Refusal as refusal:
        assert told in str(refusal)
        return
    with pytest.raises(Refusal, match="第 4 行") as caught:
        made(quarter)
    assert told in str(caught.value) and "季度意识形态工作情况报告" in str(caught.value) and "恢复默认模板" in str(caught.value)


def test_the_hospitals_own_wording_is_kept_until_reset(quarter: Workspace) -> None:
    shipped = templates.template_text(quarter, "quarterly")
    templates.set_template(quarter, "quarterly", "# 简报\n\n本季度发稿{{ f.F015 }}。\n| 本季度没有发稿。\n刊物{{ f.F099 }}。\n| 没有刊物。\n")
    report = made(quarter)
    assert text_of(report.document) == "简报\n本季度发稿150余篇。没有刊物。" and templates.is_own(quarter, "quarterly")
    templates.reset_template(quarter, "quarterly")
    assert templates.template_text(quarter, "quarterly") == shipped and not templates.is_own(quarter, "quarterly")


def test_levels_conditions_comparison_and_empty_headings(quarter: Workspace) -> None:
    templates.set_template(quarter, "quarterly", """# 报告
## 空的
### 也空
* 话题。
刊物{{ f.F099 }}。

## 有的
### 甲
- 单独一条。

### 乙
% if zero(f.F099) and any_of(f.F015, f.F099)
- 发稿{{ f.F015 }}，{{ change(f.F079) }}。
% endif
- 高于十篇{% if f.F015.value > 10 %}属实{% endif %}。
#### 小项
正文，{{ counts(f.F016) }}。
""")
    assert text_of(made(quarter).document).split("\n") == [
        "报告", "一、有的", "（一）甲", "单独一条。", "（二）乙", "一是发稿150余篇，比上季度增加153条。", "二是高于十篇属实。", "1.小项", "正文，医院动态100篇和健康科普53篇。"]


def test_other_kinds_and_periods_are_refused_with_a_clear_line(quarter: Workspace) -> None:
    with pytest.raises(Refusal, match="没有“monthly”这种报告"):
        compose(quarter, "monthly", Q4)
    with pytest.raises(Refusal, match="要按季度来做"):
        compose(quarter, "quarterly", Period.parse("2025"))
    for kind in templates.KINDS.values():
        if not kind.built:
            with pytest.raises(Refusal, match="暂不支持"):
                compose(quarter, kind.key, Period.parse("2025"))


def test_a_draft_is_kept_with_its_wording_and_told_from_todays_records(quarter: Workspace,
    add: Callable[..., int]) -> None:
    report = made(quarter)
    blocks = list(report.document.blocks)
    place = next(place for place, block in enumerate(blocks) if isinstance(block, Paragraph)
                 and "专题研究" in plain_text(block.spans))
    blocks[place] = Paragraph((FigureWords("2次", "F053"),))
    edited = Document(tuple(blocks), report.document.title, report.document.author, report.document.subject,
                      report.document.made_on)
    number = store.save_draft(quarter, report, edited, edits="[1]")
    assert store.save_draft(quarter, report, edited, edits="[1]") == number
    kept = store.draft_of(quarter, "quarterly", "2025Q4")
    assert kept.id == number and store.document_of(kept) == edited and kept.edits == "[1]"
    assert [(entry.id, entry.final, entry.period.code)
            for entry in store.list_reports(quarter, year=2025)] == [(number, False, "2025Q4")]
    assert store.differences(quarter, number) == []
    add("meeting", day=date(2025, 12, 30), kind="committee", topic="再次研究")
    (difference,) = store.differences(quarter, number)
    assert (difference.figure_id, difference.then, difference.now) == ("F053", "2次", "3次")


def test_a_final_report_is_sealed_and_names_the_records_that_changed(quarter: Workspace,
    add: Callable[..., int]) -> None:
    number = store.save_draft(quarter, made(quarter))
    late = add("meeting", day=date(2025, 12, 30), kind="committee", topic="再次研究", judgement=False)
    with pytest.raises(Refusal, match="1 个数字与现在的记录不一致"):
        store.finalise(quarter, number)
    assert store.save_draft(quarter, made(quarter)) == number
    store.finalise(quarter, number)
    assert store.load(quarter, number).finalised_at is not None and store.draft_of(quarter, "quarterly",
        "2025Q4") is None
    with quarter.transaction("删除") as session:
        records.void(session, LEDGERS["meeting"], late)
    (difference,) = [one for one in store.differences(quarter, number)]
    assert (difference.then, difference.now, difference.gone, difference.come) == ("3次", "2次", (late,), ())
    for forbidden in (store.finalise, store.discard):
        with pytest.raises(Refusal, match="已经定稿"):
            forbidden(quarter, number)
    assert store.save_draft(quarter, made(quarter)) != number


def test_keeping_a_report_can_be_undone(quarter: Workspace) -> None:
    number = store.save_draft(quarter, made(quarter))
    store.discard(quarter, number)
    assert store.draft_of(quarter, "quarterly", "2025Q4") is None
    quarter.undo()
    assert store.draft_of(quarter, "quarterly", "2025Q4").id == number
