"""The numbers of three real reports, entered as records, come out again in the same way of saying them. Values only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests import seed_records

from db import figures, wording
from db.checks import check, claims
from db.figures import own
from db.ledgers import LEDGERS
from db.own_ledgers import GROUP
from db.periods import Period
from db.workspace import Workspace

ALL, NONE = "all", "none"  # said as 均/全部 or as 未/杜绝 instead of a number

ANNUAL = {
    "F053": "12次", "F054": "4次", "F055": "23项", "F056": "1份", "F057": "1份", "F058": "4级", "F059": "3种", "F061": "8项",
    "F063": "3类", "F064": "4次",
    "F065": "15项", "F066": "14次", "F067": "156人次", "F068": "98%以上", "F069": "5场次", "F070": "8部", "F071": "2次",
    "F073": "42分", "F074": ALL,
    "F075": "2个", "F076": "67篇", "F077": "3场次", "F078": "38篇", "F079": "425条", "F080": "68万次", "F081": "1部",
    "F082": "1条", "F083": "12人",
    "F084": "2类", "F085": "86块", "F086": "3名", "F087": "3人", "F088": "1.2万条", "F089": "4起", "F090": "一周内", "F028": ALL,
    "F091": NONE, "F092": ALL,
    "F093": "2个", "F094": "523条", "F095": NONE, "F096": "2场次", "F097": "120人", "F098": "4期", "F099": "87篇",
    "F100": "23场次", "F101": ALL,
    "F102": "3类", "F103": "12个月", "F104": "1项", "F105": "1500份", "F106": "4次", "F107": "9个", "F108": "5项", "F109": "2种",
    "F110": "136条",
    "F111": "8个", "F112": "3个", "F113": ALL, "F114": "2次", "F115": "2种", "F116": "8期", "F117": "2400人次",
    "F118": "3000册", "F119": "12所",
    "F120": "3600人次", "F121": "38篇", "F122": "265期", "F123": "15万次", "F124": "78名", "F125": "4场次", "F126": "156人次",
    "F127": ALL, "F128": "468篇",
    "F129": "468篇", "F130": "24篇", "F131": "4次", "F132": "17项", "F133": "23名", "F134": "1项", "F135": "17份",
    "F136": "144份", "F137": "144份",
    "F138": "6场次", "F139": "36篇", "F140": "4个", "F141": "突破8万人", "F142": "127条", "F143": "230万次", "F144": "12人"}

QUARTERLY = {
    "F002": ALL, "F003": "2项", "F004": "1次", "F005": "2次", "F006": "3种", "F007": "1件", "F008": "1次", "F009": "6项",
    "F010": "6项", "F011": "7类",
    "F012": ALL, "F013": ALL, "F014": ALL, "F015": "150余篇", "F016": "4类", "F017": "20余场", "F018": NONE, "F019": "2种",
    "F020": "2次", "F021": "2类",
    "F022": ALL, "F023": "3次", "F024": ALL, "F025": "2人", "F026": "8起", "F027": "2类", "F028": ALL, "F029": NONE,
    "F030": "23场次", "F031": ALL,
    "F032": NONE, "F033": "4个", "F034": "38篇", "F035": "2个", "F036": "2种", "F037": "38篇", "F038": "1次", "F039": "1次",
    "F040": "1条", "F041": "3个",
    "F042": "1次", "F043": "3类", "F044": "3种", "F045": "4类", "F046": "1次", "F047": "30余条", "F048": "2场次", "F049": ALL,
    "F050": "5类"}

SELF_INSPECTION = {
    "F167": "3种", "F168": "1次", "F169": "2份", "F171": "2次", "F172": "2次", "F173": "5次", "F174": "1份", "F175": "1份",
    "F176": "11项", "F177": "3份",
    "F178": "1份", "F179": "10次", "F180": "6次", "F181": "2次", "F182": "4类", "F183": "2个", "F184": "360册", "F185": "9次",
    "F186": "1场次",
    "F187": "1项", "F188": "26期", "F189": "12期", "F190": "4次", "F191": "1场", "F192": "1次", "F193": "1次", "F194": "4类",
    "F195": "268人次",
    "F196": "10余次", "F197": "12次", "F198": "430人次", "F200": ALL, "F203": "18场次", "F204": NONE, "F205": "3支",
    "F206": "1个", "F207": "3次",
    "F208": "3级", "F209": "14个", "F210": "5个", "F211": ALL, "F217": "0人次", "F219": "50%", "F220": ALL}

REPORTS = {"2025": (seed_records.annual, ANNUAL), "2025Q4": (seed_records.quarterly, QUARTERLY),
           "2023": (seed_records.self_inspection, SELF_INSPECTION)}


@pytest.fixture(scope="module", params=REPORTS, ids=["annual", "quarterly", "self-inspection"])
def entered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """(the records' file, what they must say, the period's figures)."""
    records, said = REPORTS[request.param]
    with Workspace.create(tmp_path_factory.mktemp("报告") / "台账.lvze") as workspace:
        seed_records.fill(workspace, request.param, records)
        with workspace.read() as session:
            counted = figures.evaluate(session, Period.parse(request.param))
        yield workspace, said, counted


def of_row(counted: dict[str, figures.Figure], row: str) -> figures.Figure:
    """The figure of a catalogue row, also when it is one of a hospital's own ledger."""
    if row in own.ROWS:
        title, which = own.ROWS[row]
        key = next(ledger.key for ledger in LEDGERS.values() if ledger.group == GROUP and ledger.title == title)
        return counted[f"{key}:{which}"]
    return counted[figures.find(row).id]


def test_every_number_is_said_as_the_report_said_it(entered) -> None:
    _, said, counted = entered
    wrong = {}
    for row, words in said.items():
        figure = of_row(counted, row)
        if words == ALL:
            got = ALL if wording.all_of(figure.hits or 0, figure.total or 0) else figure.text
        else:
            got = NONE if words == NONE and wording.none_of(figure.value,
                                                            "未出现") and not figure.record_ids else figure.text
        if got != words:
            wrong[row] = (got, words)
    assert wrong == {}


def test_every_number_stands_on_records(entered) -> None:
    _, said, counted = entered
    for row, words in said.items():
        assert bool(of_row(counted, row).record_ids) == (words not in (NONE, "0人次")), row


def test_complaints_of_several_years_are_counted_over_their_span(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "台账.lvze") as workspace:
        seed_records.fill(workspace, "2023", seed_records.self_inspection)
        span = Period(date(2019, 1, 1), date(2022, 12, 31), "range")
        with workspace.read() as session:
            counted = figures.evaluate(session, span, ["F213", "F214", "F215", "F216"])
            change = figures.compare(session, Period.year(2022), ["F213"])["F213"]
    assert counted["F213"].text == "420例" and counted["F215"].text == "45%以上" and counted["F216"].value == 3
    assert [(part.label, part.value) for part in counted["F214"].parts] == [("2019年", 60), ("2020年", 80),
                                                                            ("2021年", 120), ("2022年", 160)]
    assert change.words("上年") == "比上年增加40例" and wording.years(2019, 2022) == "2019-2022年"


@pytest.fixture
def annual(tmp_path: Path):
    with Workspace.create(tmp_path / "台账.lvze") as workspace:
        seed_records.fill(workspace, "2025", seed_records.annual)
        yield workspace


def codes(workspace: Workspace) -> dict[str, list[str]]:
    with workspace.read() as session:
        found: dict[str, list[str]] = {}
        for finding in check(session, Period.year(2025), date(2026, 1, 20)):
            found.setdefault(finding.code, []).append(finding.sentence)
        return found


def test_fewer_pieces_reviewed_than_published_is_reported(annual: Workspace) -> None:
    assert any("发布 552 条，完成三审三校的只有 523 条，少 29 条" in sentence for sentence in codes(annual)["C3"])


def test_attendance_that_fits_no_group_of_a_fixed_size_is_reported(annual: Workspace) -> None:
    assert any("12 人的 5 次" in sentence for sentence in codes(annual)["C1"])


@pytest.mark.parametrize(("size", "rate", "holds"), [(11, "101%以上", False), (12, "92%以上", False)])
def test_a_fixed_group_cannot_have_both_the_attendance_and_the_rate(annual: Workspace, size: int, rate: str,
                                                                    holds: bool) -> None:
    """156 attendances in 14 sessions: eleven members are too few, twelve give less than the 98 percent written."""
    with annual.transaction("改应到") as session:
        for study in session.query(LEDGERS["study"].model).filter_by(kind="group"):
            study.expected = size
    with annual.read() as session:
        counted = figures.evaluate(session, Period.year(2025), ["F067", "F068"])
    assert counted["F067"].text == "156人次" and counted["F068"].text == rate
    if size == 11:
        assert any("实到人数多于应到人数" in sentence for sentence in codes(annual)["C1"])
    else:
        assert [finding.code for finding in claims(counted, [("98%以上", "F068")])] == ["C10"]


def test_papers_are_people_times_months(annual: Workspace) -> None:
    assert "C2" not in codes(annual)  # 468 = 39 × 12 and 144 = 12 × 12
    with annual.transaction("少交一篇") as session:
        session.query(LEDGERS["activity"].model).filter_by(form="self-study").first().papers = 38
    assert "应交 39 篇，收到 38 篇，还差 1 篇" in codes(annual)["C2"][0]
