"""What the hand-made tabs read: plan of talks, open follow-ups, rounds, measures, the course of an item."""

from datetime import date

import pytest

from db import records
from db.ledgers import LEDGERS
from db.measure_tree import read_tree
from db.periods import Period
from db.risk_rounds import areas_by_level, read_year
from db.talk_plan import people_by_department, read_coverage, read_plan, read_waiting
from db.timeline import read_timeline

AUGUST, TODAY = Period.month(2025, 8), date(2025, 8, 20)


@pytest.fixture
def ask(workspace):
    def read(function, *given):
        with workspace.read() as session:
            return function(session, *given, workspace.words(session))
    return read


@pytest.fixture
def talk(hospital, add):
    def make(**values) -> int:
        return add("talk", **({"speaker_id": hospital["林书记"], "person_id": hospital["赵主任"]} | values))
    return make


def test_the_plan_of_a_month_tells_held_open_and_missed(talk, ask) -> None:
    talk(planned_on=date(2025, 8, 5), held_on=date(2025, 8, 6), content="谈了工作")
    talk(planned_on=date(2025, 8, 12))
    talk(planned_on=date(2025, 8, 28))
    talk(planned_on=date(2025, 9, 1))
    plan = ask(read_plan, AUGUST)
    assert [one.state(TODAY)[0] for one in plan] == ["已谈", "逾期未谈", "未谈"]
    assert plan[0].whom == "赵主任 主任" and plan[0].department == "内科"


def test_coverage_counts_talks_of_departments(talk, ask, hospital) -> None:
    planned = talk(planned_on=date(2025, 8, 12))
    held = talk(held_on=date(2025, 8, 6), content="谈")
    earlier = talk(held_on=date(2025, 2, 6), content="谈")
    group = talk(person_id=None, names="各科职工", form="group", people=9, held_on=date(2025, 8, 7), content="谈")
    talk(held_on=date(2024, 8, 6), content="去年")
    medicine, office, nowhere = ask(read_coverage, AUGUST)
    assert (medicine.people, medicine.planned, medicine.held) == (2, {planned}, {held})
    assert medicine.held_in_year == {held, earlier}
    assert (office.department, office.held_in_year) == ("党委办公室", frozenset())
    assert (nowhere.department, nowhere.held) == ("未填科室", {group})


def test_open_follow_ups_come_by_deadline(talk, ask, add, hospital) -> None:
    def follow(until):
        return talk(held_on=date(2025, 8, 1), content="谈", follow_needed=True, follower_id=hospital["钱医生"],
                    follow_by=until)
    none, late, near = follow(None), follow(date(2025, 8, 15)), follow(date(2025, 8, 22))
    add("talk_follow_up", talk_id=late, day=date(2025, 8, 10), text="已沟通")
    waiting = ask(read_waiting)
    assert [(one.id, one.left(TODAY)[0], one.entries) for one in waiting] == [
        (late, "逾期 5 天", 1), (near, "还有 2 天", 0), (none, "未定期限", 0)]
    assert not any("谈" == value for one in waiting for value in vars(one).values())  # the content is not read


def test_people_stand_under_their_department(workspace, hospital) -> None:
    with workspace.read() as session:
        groups = people_by_department(session, TODAY)
    assert [(name, len(people)) for name, people in groups] == [("内科", 2), ("党委办公室", 1)]


def test_a_quarter_without_a_round_is_missing(workspace, hospital, add) -> None:
    first = add("risk_round", day=date(2025, 2, 25), organiser_id=hospital["林书记"], scope="全院")
    add("risk_point", round_id=first, day=date(2025, 2, 25), area="pay", point="绩效分配", level="low")
    add("risk_point", round_id=first, day=date(2025, 2, 25), area="dispute", point="纠纷", level="high")
    late = add("risk_round", day=date(2025, 10, 9), quarter=3, organiser_id=hospital["林书记"], scope="全院",
               nothing_found=True)
    with workspace.read() as session:
        quarters = read_year(session, 2025)
        table = areas_by_level(session, frozenset({first}), workspace.words(session))
    assert [quarter.state(date(2025, 11, 1))[0] for quarter in quarters] == ["", "缺", "", "待排查"]
    assert [(one.id, one.points, one.open, one.nothing_found) for quarter in quarters for one in quarter.rounds] == [
        (first, 2, 2, False), (late, 0, 0, True)]
    assert [line.area for line in table.lines] == ["医疗纠纷", "绩效分配"] and table.levels == ("高", "低")
    assert [[len(ids) for ids in line.points] for line in table.lines] == [[1, 0], [0, 1]]


@pytest.fixture
def problem(hospital, add) -> int:
    return add("problem", title="宣传栏更新不及时", source="self", found_on=date(2025, 3, 1), deadline=date(2025, 4, 30),
               person_id=hospital["赵主任"], department_id=hospital["内科"])


def test_measures_form_a_tree(problem, add, ask, workspace) -> None:
    top = add("measure", problem_id=problem, text="建立台账", deadline=date(2025, 3, 20))
    add("measure", problem_id=problem, text="摸清底数", above_id=top, done_on=date(2025, 3, 10))
    add("measure", problem_id=problem, text="定期更新")
    tree = ask(read_tree, problem, date(2025, 4, 1))
    assert [(node.text, node.state.label, [part.text for part in node.parts]) for node in tree.nodes] == [
        ("建立台账", "逾期", ["摸清底数"]), ("定期更新", "进行中", [])]
    assert (tree.total, tree.done) == (3, 1)
    with workspace.transaction("删除") as session:
        records.void(session, LEDGERS["measure"], top)
    assert [node.text for node in ask(read_tree, problem, date(2025, 4, 1)).nodes] == ["摸清底数", "定期更新"]


def test_the_course_merges_steps_and_progress_newest_first(problem, act, add, ask, hospital) -> None:
    act("problem", problem, "start", day=date(2025, 3, 5))
    add("problem_progress", problem_id=problem, day=date(2025, 3, 20), text="已换三块展板")
    act("problem", problem, "postpone", today=date(2025, 4, 10), deadline=date(2025, 5, 31), reason="材料未到",
        approver=hospital["林书记"])
    course = ask(read_timeline, problem)
    assert [(entry.label, entry.day.isoformat()) for entry in course] == [
        ("延期", "2025-04-10"), ("进展", "2025-03-20"), ("开始整改", "2025-03-05"), ("发现登记", "2025-03-01")]
    assert course[0].text == "材料未到；时限由 2025-04-30 改为 2025-05-31" and course[0].who == "林书记 党委书记"
