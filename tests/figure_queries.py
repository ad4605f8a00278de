"""Every figure counted a second time by a plain query: id → (table, what is counted, condition).

Written by hand from the counting rules, in SQL only, so that it shares nothing with the measures. ``:a`` and ``:b`` are
the period's first and last day, ``:y`` its year. A rate is (table, ("hit condition"), condition).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A rate: of the records that meet the condition, the percentage that also meets this."""

    condition: str


IN = "BETWEEN :a AND :b"
TIMES = "found_at >= :a AND found_at < date(:b, '+1 day')"
_issued = "list_id IN (SELECT id FROM duty_list WHERE voided_at IS NULL AND state = 'issued' AND year = :y)"
_online = f"{TIMES} AND type IN ('opinion', 'consult')"
_complaint = f"{TIMES} AND type IN ('complaint', 'dispute', 'letter')"
_group = f"day {IN} AND kind IN ('group', 'seminar', 'wide')"
_own = f"day {IN} AND channel IN ('site', 'wechat')"
_item = f"due_on {IN} AND excused IS NULL"
_checked = "speaker_checked = 1 AND content_checked = 1"
_days = "max(CAST(julianday(date({1})) - julianday(date({0})) AS INTEGER))"
_turns = "FROM problem_event e WHERE e.problem_id = problem.id AND e.voided_at IS NULL AND e.kind IN ('close', 'reopen')"
_closed_at = ("coalesce((SELECT e.kind = 'close' {turns} AND e.day {before} ORDER BY e.id DESC LIMIT 1), problem.closed_on {before}, 0)"
              .replace("{turns}", _turns))
_closings = (f"((SELECT count(*) {_turns} AND e.kind = 'close' AND e.day {IN})"
             f" + (coalesce(closed_on {IN}, 0) AND NOT EXISTS (SELECT 1 {_turns} AND e.kind = 'close')))")
_reopenings = (f"(SELECT count(*) {_turns} AND e.kind = 'reopen' AND e.day {IN} AND 'close' = (SELECT b.kind FROM problem_event b"
               f" WHERE b.problem_id = problem.id AND b.voided_at IS NULL AND b.kind IN ('close', 'reopen') AND b.id < e.id ORDER BY b.id DESC LIMIT 1))")

N = "count(*)"
PIECES = "coalesce(sum(pieces), 0)"
READS = "coalesce(sum(reads), 0)"

QUERIES: dict[str, tuple[str, str | Hit, str]] = {
    "F057": ("duty_list", N, "year = :y AND state = 'issued'"),
    "F002": ("pledge", Hit("signed_on <= :b"), "year = :y"),
    "Q001": ("pledge", N, "year = :y AND signed_on <= :b"),
    "Q002": ("duty_item", N, _item),
    "Q003": ("duty_item", N, f"{_item} AND done_on IS NOT NULL"),
    "Q004": ("duty_item", Hit("done_on IS NOT NULL"), _item),
    "F152": ("duty_item", Hit("done_on <= due_on"), _item),
    "F230": ("duty_item", Hit("done_on IS NOT NULL"),
             f"{_item} AND duty_id IN (SELECT id FROM duty WHERE tier = 'dual')"),
    "F058": ("duty", "count(DISTINCT tier)", _issued),
    "F061": ("duty", N, _issued),
    "F151": ("duty", N, f"{_issued} AND tier = 'first'"),
    "F235": ("duty", "count(DISTINCT party)", f"{_issued} AND tier = 'branch'"),
    "F053": ("meeting", N, f"day {IN} AND kind = 'committee' AND ideology = 1"),
    "F054": ("meeting", N, f"day {IN} AND (judgement = 1 OR kind = 'judgement')"),
    "F252": ("meeting", N, f"day {IN} AND kind = 'bulletin'"),
    "F155": ("meeting", N, f"day {IN} AND kind = 'democratic'"),
    "F172": ("meeting", N, f"day {IN} AND kind = 'convey'"),
    "F253": ("meeting", N, f"day {IN} AND kind = 'group' AND ideology = 1"),
    "Q101": ("meeting", N, f"day {IN} AND network = 1"),
    "Q102": ("meeting", N, f"day {IN} AND ideology = 1"),
    "Q103": ("meeting", "count(DISTINCT kind)", f"day {IN} AND ideology = 1"),
    "Q104": ("meeting", "coalesce(sum(attended), 0)", f"day {IN} AND ideology = 1"),
    "F005": ("study", N, f"day {IN} AND (first_topic = 1 OR kind = 'first')"),
    "F066": ("study", N, _group),
    "F067": ("study", "coalesce(sum(attended), 0)", _group),
    "F068": ("study", "CASE WHEN sum(expected) > 0 THEN sum(attended) * 100.0 / sum(expected) END", _group),
    "F069": ("study", N, f"day {IN} AND kind = 'lecture' AND lecturer_level IN ('city', 'province', 'nation')"),
    "F226": ("study", N, f"day {IN} AND kind = 'lecture'"),
    "Q151": ("study", N, f"day {IN} AND ideology = 1"),
    "Q152": ("study", "coalesce(sum(attended), 0)", f"day {IN}"),
    "Q153": ("study", "count(DISTINCT kind)", f"day {IN}"),
    "Q154": ("study", N, f"day {IN}"),
    "Q155": ("study", "coalesce(sum(made_up), 0)", f"day {IN}"),
    "Q156": ("study", N, f"day {IN} AND reported = 1"),
    "F195": ("talk", "coalesce(sum(people), 0)", f"held_on {IN}"),
    "Q201": ("talk", N, f"held_on {IN}"),
    "Q202": ("talk", Hit("held_on <= :b"), f"planned_on {IN}"),
    "F045": ("talk JOIN vocabulary_term v ON v.vocabulary = 'talk_topic' AND talk.topics LIKE '%,' || v.code || ',%'",
             "count(DISTINCT v.code)", f"held_on {IN}"),
    "F194": ("talk", "count(DISTINCT kind)", f"held_on {IN}"),
    "Q203": ("talk", "count(DISTINCT form)", f"held_on {IN}"),
    "F049": ("talk", Hit("(state = 'done' OR id IN (SELECT talk_id FROM talk_follow_up WHERE voided_at IS NULL))"),
             f"held_on {IN} AND follow_needed = 1"),
    "Q204": ("talk", N, f"held_on {IN} AND follow_needed = 1"),
    "F250": ("talk", _days.format("trigger_on", "held_on"), f"held_on {IN}"),
    "F249": ("talk", "coalesce(sum(people), 0)", f"held_on {IN} AND kind = 'first-form'"),
    "F217": ("talk", "coalesce(sum(people), 0)", f"held_on {IN} AND kind = 'non-party'"),
    "Q205": ("talk", "coalesce(sum(people), 0)", f"held_on {IN} AND kind IN ('clean', 'remind')"),
    "Q206": ("talk", "count(DISTINCT department_id)", f"held_on {IN}"),
    "Q207": ("opinion", N, f"day {IN} AND source = 'talk'"),
    "F106": ("risk_round", N, f"day {IN}"),
    "F177": ("risk_round", N, f"day {IN} AND reported_on IS NOT NULL"),
    "Q251": ("risk_round", N, f"day {IN} AND nothing_found = 1"),
    "F107": ("risk_point", N, f"day {IN} AND carried_from_id IS NULL"),
    "Q252": ("risk_point", N, f"day {IN}"),
    "F112": ("risk_point", "count(DISTINCT area)", f"day {IN}"),
    "Q253": ("risk_point", "count(DISTINCT level)", f"day {IN}"),
    "F113": ("risk_point", Hit("coalesce(measure, '') <> ''"), f"day {IN}"),
    "Q254": ("risk_point", N, f"day {IN} AND state = 'solved'"),
    "Q255": ("risk_point", N, f"day {IN} AND state = 'rectify'"),
    "Q256": ("risk_point", N, f"day {IN} AND level = 'high'"),
    "Q257": ("risk_point", "count(DISTINCT nullif(plan, ''))", f"day {IN}"),
    "Q301": ("problem", N, f"found_on < :a AND NOT {_closed_at.format(before='< :a')}"),
    "Q302": ("problem", N, f"found_on {IN}"),
    "Q303": ("problem", f"coalesce(sum({_closings}), 0)", f"found_on <= :b AND {_closings} > 0"),
    "Q304": ("problem", N, f"found_on <= :b AND NOT {_closed_at.format(before='<= :b')}"),
    "Q305": ("problem", N, f"found_on <= :b AND deadline < :b AND (submitted_on IS NULL OR submitted_on > :b) AND NOT {_closed_at.format(before='<= :b')}"),
    "Q306": ("problem", "count(DISTINCT source)", f"found_on {IN}"),
    "Q307": ("problem", Hit("submitted_on <= deadline"), f"closed_on {IN}"),
    "Q308": ("problem_event", N, f"day {IN} AND kind = 'postpone'"),
    "Q309": ("problem", f"coalesce(sum({_reopenings}), 0)", f"found_on <= :b AND {_reopenings} > 0"),
    "Q310": ("problem_event", N, f"day {IN} AND kind = 'review'"),
    "F009": ("problem", N, f"found_on {IN} AND (coalesce(measure, '') <> '' OR id IN (SELECT problem_id FROM measure WHERE voided_at IS NULL))"),
    "F010": ("problem", N, f"accepted_on {IN} AND source IN ('survey', 'talk')"),
    "F055": ("problem", N, f"closed_on {IN} AND source = 'committee'"),
    "F065": ("problem", N, f"found_on {IN} AND source = 'supervision'"),
    "F111": ("problem", N, f"closed_on {IN} AND issue_kind = 'sign'"),
    "F232": ("problem", N, f"found_on {IN} AND issue_kind = 'sign'"),
    "F132": ("problem", N, f"closed_on {IN} AND source = 'survey'"),
    "F219": ("problem", Hit("closed_on <= :b"), "found_on <= :b AND key = 1"),
    "F220": ("problem", Hit("(person_id IS NOT NULL OR department_id IS NOT NULL)"), f"found_on {IN}"),
    "F221": ("problem", Hit("closed_on <= :b"), "found_on <= :b AND source = 'inspection-above'"),
    "F008": ("survey", N, f"day {IN} AND mode = '1+1+N'"),
    "F046": ("survey", N, f"day {IN}"),
    "Q351": ("survey", "count(DISTINCT mode)", f"day {IN}"),
    "Q352": ("survey JOIN vocabulary_term v ON v.vocabulary = 'staff_group' AND survey.groups LIKE '%,' || v.code || ',%'",
             "count(DISTINCT v.code)", f"day {IN}"),
    "Q353": ("survey", "coalesce(sum(people), 0)", f"day {IN}"),
    "F178": ("survey", N, f"day {IN} AND reported_on IS NOT NULL"),
    "F047": ("opinion", N, f"day {IN}"),
    "F110": ("opinion", N, f"day {IN}"),
    "F044": ("opinion", "count(DISTINCT source)", f"day {IN}"),
    "Q354": ("opinion", "count(DISTINCT topic)", f"day {IN}"),
    "Q355": ("opinion", Hit("(replied_on IS NOT NULL OR state = 'moved')"), f"day {IN}"),
    "Q356": ("opinion", N, f"day {IN} AND state = 'solved'"),
    "Q357": ("opinion", N, f"day {IN} AND state = 'moved'"),
    "F017": ("lecture", N, f"held_on {IN} AND role IN ('host', 'undertake')"),
    "Q401": ("lecture", N, f"held_on {IN}"),
    "Q402": ("lecture", "count(DISTINCT kind)", f"held_on {IN} AND role IN ('host', 'undertake')"),
    "Q403": ("lecture", "coalesce(sum(people), 0)", f"held_on {IN}"),
    "F014": ("lecture", Hit("approved_on <= held_on"), f"held_on {IN}"),
    "F031": ("lecture", Hit(f"{_checked} AND approved_on <= held_on"), f"held_on {IN}"),
    "F101": ("lecture", Hit(_checked), f"approved_on {IN}"),
    "F100": ("lecture", N, f"approved_on {IN}"),
    "F030": ("lecture", N, f"filed_on {IN}"),
    "Q404": ("lecture", N, f"event_on {IN} AND state = 'refused'"),
    "F032": ("lecture", N, f"held_on {IN} AND problem = 1"),
    "Q451": ("incident", N, _online),
    "F026": ("incident", N, f"{TIMES} AND (type = 'consult' OR (type = 'opinion' AND level = 'light'))"),
    "F027": ("incident", "count(DISTINCT category)", _online),
    "F028": ("incident", Hit("closed_at IS NOT NULL"), _online),
    "F024": ("incident", Hit("judged_at IS NOT NULL AND handled_at IS NOT NULL AND replied_at IS NOT NULL"), _online),
    "F029": ("incident", N, f"{_online} AND hyped = 1"),
    "F091": ("incident", N, f"{_online} AND secondary = 1"),
    "F089": ("incident", N, f"{_online} AND level = 'sensitive' AND closed_at IS NOT NULL"),
    "F090": ("incident", _days.format("found_at", "closed_at"), f"{_online} AND level = 'sensitive'"),
    "Q452": ("incident", _days.format("found_at", "closed_at"), _online),
    "F204": ("incident", N, f"{_online} AND level IN ('large', 'major', 'extreme')"),
    "F213": ("incident", N, _complaint),
    "Q453": ("incident", Hit("closed_at IS NOT NULL"), _complaint),
    "F215": ("incident", Hit("category = 'talk'"), _complaint),
    "F216": ("incident", "count(DISTINCT category)", _complaint),
    "F015": ("publication", PIECES, _own),
    "F079": ("publication", PIECES, _own),
    "F016": ("publication", "count(DISTINCT category)", _own),
    "F018": ("publication", N, f"day {IN} AND problem = 1"),
    "Q501": ("publication", PIECES, f"day {IN}"),
    "F163": ("publication", "count(DISTINCT channel)", f"day {IN}"),
    "F033": ("publication", "count(DISTINCT theme)", f"day {IN}"),
    "F035": ("publication", "count(DISTINCT nullif(column_name, ''))", f"day {IN}"),
    "F188": ("publication", N, f"day {IN} AND column_name IS NOT NULL AND issue_no IS NOT NULL"),
    "F036": ("publication", "count(DISTINCT form)", f"day {IN} AND category = 'health'"),
    "Q502": ("publication", PIECES, f"day {IN} AND category = 'health'"),
    "Q503": ("publication", PIECES, f"day {IN} AND category = 'model'"),
    "Q504": ("publication", PIECES, f"day {IN} AND (category = 'culture' OR theme = 'style')"),
    "F078": ("publication", PIECES, f"day {IN} AND level IN ('city', 'province', 'nation')"),
    "F208": ("publication", "count(DISTINCT level)", f"day {IN} AND level IN ('city', 'province', 'nation')"),
    "F080": ("publication", READS, f"day {IN}"),
    "F209": ("publication", PIECES, f"day {IN} AND category = 'health' AND form = 'video'"),
    "F142": ("publication", PIECES, f"day {IN} AND channel = 'douyin'"),
    "F143": ("publication", READS, f"day {IN} AND channel = 'douyin'"),
    "F098": ("publication", "count(DISTINCT nullif(issue_no, ''))", f"day {IN} AND channel = 'journal'"),
    "F099": ("publication", PIECES, f"day {IN} AND channel = 'journal'"),
    "F145": ("publication", PIECES, f"day {IN} AND channel = 'brief'"),
}
