"""整改台账: each problem's way from found to closed, with every gate passed in order."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast, Member
from desktop.sample.problem_list import PROBLEMS, PROGRESS, TASKS

_FROM_INCIDENTS = ((8, "产检叫号规则公示不清", "closed"), (11, "急诊转运沟通流程不完善", "reviewed"))  # incident's place in the year's list
_FROM_OPINIONS = (("questionnaire", 4, 1, "implement", "closed"), ("talk", 7, 3, "sign", "closed"),
                  ("survey", 11, 12, "sign", "soon"))
_NAMED = {  # an opinion's topic → the problem it points at
    "pressure": "夜班人手和连班补休安排不合理", "title": "职称申报服务不细", "pay": "绩效核算不够透明", "process": "门诊就医流程不够顺畅",
    "facility": "职工值班条件有待改善", "training": "业务培训安排不均衡", "discipline": "学科协作机制不健全", "system": "内部手续繁琐",
    "culture": "职工文化活动安排不合理"}
_FROM_RISKS = (("整改 风险 1", "closed"), ("整改 风险 6", "reviewed"))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for number, row in enumerate(PROBLEMS, start=1):
        source, month, day, aspect, title, detail, nature, owner, allowed, kind, fate = row
        found = chronicle.day(month, day)
        leader, head = cast.leaders[number % 6], cast.head(owner)
        mark, deadline = f"整改 {number}", found + timedelta(days=allowed)
        values = dict(
            aspect=aspect, title=title, detail=detail, source=source, issue_kind=nature, found_on=found, kind=kind,
            leader_id=leader.id, department_id=cast.department(owner, found), person_id=head.id, deadline=deadline,
            measure=_in_words(nature), key=number % 6 == 1, partners="各科室" if number % 4 == 0 else None)
        chronicle.on(found, "新增整改事项", partial(_register, mark=mark, values=values))
        _Course(chronicle, cast, mark, nature, found, deadline, head).run(fate)
    for number, title, fate in _FROM_INCIDENTS:
        found = chronicle.day(5 if number == 8 else 6, 27)
        _take_over(chronicle, cast, f"整改 舆情 {number}", found, "service", "医务科", fate,
                   partial(_from_incident, number=number, title=title, deadline=found + timedelta(days=45)))
    for source, month, day, nature, fate in _FROM_OPINIONS:
        found = chronicle.day(month, day)
        _take_over(chronicle, cast, f"整改 意见 {source}", found, nature, "党委办公室", fate,
                   partial(_from_opinion, source=source, deadline=found + timedelta(days=54)))
    for (mark, fate), number in zip(_FROM_RISKS, (1, 2)):
        found = chronicle.workday(chronicle.day(*((2, 25) if number == 1 else (5, 27))) + timedelta(days=9))
        _Course(chronicle, cast, mark, "network" if number == 1 else "system", found, found + timedelta(days=45),
            cast.head("党委办公室")).run(fate)


class _Course:
    """Plans the steps of one problem."""

    def __init__(self, chronicle: Chronicle, cast: Cast, mark: str, nature: str, found: date, deadline: date,
        head: Member):
        self._chronicle, self._cast, self._mark, self._nature = chronicle, cast, mark, nature
        self._deadline, self._head = deadline, head
        self._started = chronicle.workday(found + timedelta(days=2))
        self._verifier = next(one for one in (cast.deputy, cast.secretary) if one.id != head.id)

    def run(self, fate: str) -> None:
        if fate == "new":
            return
        self._step(self._started, "开始整改", "start")
        self._chronicle.on(self._started, "分解整改措施", partial(_tasks, mark=self._mark, nature=self._nature,
            deadline=self._deadline,
                                                          finished=fate not in ("late", "soon", "postponed-late",
                                                          "postponed-open")))
        self._progress(3 if fate not in ("late", "soon") else 1)
        if fate in ("late", "soon"):
            return
        finish = self._chronicle.workday(self._deadline - timedelta(days=12))
        if fate.startswith("postponed"):
            later = self._deadline + timedelta(days=40 if fate != "postponed-late" else 9)
            self._step(self._chronicle.workday(self._deadline - timedelta(days=6)), "整改延期", "postpone", deadline=later,
                       reason="采购和施工时间超出预期" if self._nature == "service" else "年度重点任务集中，人员调配不开",
                       approver=self._cast.secretary.id)
            if fate != "postponed":
                return
            finish = self._chronicle.workday(later - timedelta(days=9))
        if fate == "failed":
            early = self._chronicle.workday(finish - timedelta(days=8))
            self._submit(early)
            self._step(self._chronicle.workday(early + timedelta(days=2)), "验收不通过", "fail", verifier=self._verifier.id,
                text="审核单仍有缺项，请补齐后再报。")
        self._submit(finish)
        if fate == "check":
            return
        passed = self._chronicle.workday(finish + timedelta(days=3))
        self._step(passed, "验收通过", "pass", verifier=self._verifier.id, text="经现场查看和查阅资料，整改到位。")
        if fate == "done":
            return
        closed = self._chronicle.workday(passed + timedelta(days=4))
        self._step(closed, "整改销号", "close", approver=self._cast.secretary.id, review_on=closed + timedelta(days=60),
            text="同意销号")
        self._after(fate, self._chronicle.workday(closed + timedelta(days=60)))

    def _after(self, fate: str, day: date) -> None:
        if fate == "reviewed":
            self._step(day, "整改回头看", "review", text="抽查三处，未发现反弹。", who=self._verifier.id,
                next_on=day + timedelta(days=180))
        elif fate == "reopened":
            self._step(day, "重新整改", "reopen", reason="新建的两个临时群没有登记，问题反弹", deadline=day + timedelta(days=40))
            again = self._chronicle.workday(day + timedelta(days=30))
            self._submit(again)
            self._step(again + timedelta(days=2), "验收通过", "pass", verifier=self._verifier.id, text="临时群已清理，登记表已更新。")
            self._step(again + timedelta(days=5), "整改销号", "close", approver=self._cast.secretary.id, text="同意再次销号")
        elif fate == "recurs":
            late = self._chronicle.day(11, 5)
            self._step(late, "整改事项再次发生", "recur", detail="门诊楼宣传栏仍在展示上半年的活动。", deadline=late + timedelta(days=45),
                follow="recurs")
            _Course(self._chronicle, self._cast, f"{self._mark} recurs", self._nature, late, late + timedelta(days=45),
                self._head).run("late")

    def _step(self, on: date, label: str, step: str, follow: str = "", **answers: Any) -> None:
        self._chronicle.on(on, label, partial(_step, mark=self._mark, step=step, answers={"day": on} | answers,
            follow=follow))

    def _submit(self, day: date) -> None:
        self._chronicle.on(day, "提交验收", partial(_submit, mark=self._mark))

    def _progress(self, times: int) -> None:
        span = max((self._deadline - self._started).days - 16, 3)
        for number in range(times):
            day = self._chronicle.workday(self._started + timedelta(days=1 + span * number // 3))
            self._chronicle.on(day, "登记整改进展", partial(_note, mark=self._mark, text=PROGRESS[number]))


def _take_over(chronicle: Chronicle, cast: Cast, mark: str, found: date, nature: str, owner: str, fate: str,
    make: Any) -> None:
    """A problem that another ledger's record turns into; the people in charge are named right after."""
    head, leader = cast.head(owner), cast.leaders[2]
    chronicle.on(found, "转整改", partial(make, mark=mark))
    chronicle.on(found, "落实整改责任", lambda hand: hand.change(
        "problem", mark, leader_id=leader.id, person_id=head.id, department_id=cast.department(owner, found),
        issue_kind=nature,
        measure=_in_words(nature)))
    _Course(chronicle, cast, mark, nature, found, found + timedelta(days=45 if nature == "service" else 54),
        head).run(fate)


def _in_words(nature: str) -> str:
    return "；".join(text for text, _ in TASKS[nature]) + "。"


def _register(hand: Hand, mark: str, values: dict) -> None:
    hand.save("problem", mark, **values)


def _from_incident(hand: Hand, mark: str, number: int, title: str, deadline: date) -> None:
    incident = hand.get("incident", f"舆情 {number}")
    hand.act("incident", incident, "rectify", title=title, deadline=deadline)
    hand.follow("raised", incident, mark)


def _from_opinion(hand: Hand, mark: str, source: str, deadline: date) -> None:
    """Takes the newest opinion from a survey or a talk that nobody has solved yet."""
    opinion = hand.newest("opinion", lambda one: one.source == source and one.state in ("open", "replied"))
    hand.act("opinion", opinion, "rectify", title=_NAMED[opinion.topic], deadline=deadline)
    hand.follow("raised", opinion, mark)


def _tasks(hand: Hand, mark: str, nature: str, deadline: date, finished: bool) -> None:
    problem = hand.get("problem", mark)
    for text, parts in TASKS[nature]:
        measure = hand.save("measure", problem_id=problem.id, text=text, person_id=problem.person_id, deadline=deadline)
        hand.marks[f"{mark} 措施 {measure.id}"] = measure.id
        for part in parts:
            below = hand.save("measure", problem_id=problem.id, above_id=measure.id, text=part,
                person_id=problem.person_id,
                              deadline=deadline - timedelta(days=10))
            hand.marks[f"{mark} 措施 {below.id}"] = below.id


def _step(hand: Hand, mark: str, step: str, answers: dict, follow: str) -> None:
    problem = hand.get("problem", mark)
    hand.act("problem", problem, step, **answers)
    if follow:
        hand.follow(follow, problem, f"{mark} {follow}")


def _submit(hand: Hand, mark: str) -> None:
    """Finishes the measures, attaches the proof, hands in."""
    problem = hand.get("problem", mark)
    for name, measure_id in list(hand.marks.items()):
        if name.startswith(f"{mark} 措施 "):
            hand.change("measure", name, done_on=hand.day, note="已落实")
    hand.attach("problem", problem, f"整改完成情况（{problem.number}）", problem.title, "整改措施已逐项落实，照片和签字表存党委办公室。")
    hand.act("problem", problem, "submit", day=hand.day, result="措施已全部落实，资料齐全，请予验收。")


def _note(hand: Hand, mark: str, text: str) -> None:
    hand.save("problem_progress", problem_id=hand.marks[mark], day=hand.day, text=text)
