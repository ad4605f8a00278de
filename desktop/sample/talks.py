"""谈心谈话: planned at the month's start, held, finalised, followed up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast, Member

# topics, gist, what was suggested, what was arranged
WITH_HEADS = (
    (",development,", "交流科室三年发展打算，认为人才梯队是短板，想先把常见病做精。", "希望每年固定选送两名骨干到上级医院进修", "请人力资源科列入明年进修计划"),
    (",pay,", "谈到绩效方案调整后科内讨论较多，自己逐人作了解释，多数能理解。", "建议绩效方案公布前先征求临床科室意见", "请人力资源科开一次说明会"),
    (",patients,", "介绍科室近期两起沟通不畅的情况，已经调整了谈话签字的流程。", None, None),
    (",party,", "汇报支部组织生活开展情况，记录比以前规范，党员发言还不够主动。", None, None),
    (",clean,style,", "重申医德医风要求，本人表示科室没有收受红包情况，会上会下都在提醒。", None, None),
    (",pressure,", "夜班人手紧，年轻医生连班较多，担心影响质量。", "建议急诊和病房之间建立临时支援办法", "请医务科提出支援办法"),
    (",network,", "谈科室工作群管理，群主已落实，外来人员已清退。", None, None),
    (",study,", "反映集中学习时间与手术安排冲突，科室采取了分两批学习的办法。", "希望学习材料提前三天发到科室", "党委办公室今后提前发放"),
    (",development,title,", "谈学科建设和后备人选培养，愿意把门诊时间让一部分给年轻人。", None, None),
    (",party,pressure,", "支部党员年龄偏大，活动组织有难度，想与邻近支部联合开展。", "建议允许支部联合开展主题党日", "党委办公室研究后答复"))
WITH_STAFF = (
    (",title,", "本人对职称评审条件有疑问，已请人力资源科当面解释，表示理解。", "希望把职称评审的材料清单提前半年公布", "人力资源科挂网公布材料清单"),
    (",pressure,life,", "孩子小、夜班多，家里照顾不过来，情绪有些低落。", "希望排班时适当照顾哺乳期职工", "请护理部协调排班"),
    (",study,", "希望有外出进修机会，对新技术感兴趣，愿意回来带教。", None, None),
    (",patients,", "近期遇到患者家属情绪激动，处理得当，谈话时给予肯定。", "建议门诊增加保安巡视", "请后勤保障科调整巡视时间"),
    (",life,", "家中老人住院，近期请假较多，科室已帮助调班。", None, None),
    (",pay,", "对奖金核算办法不太清楚，已说明计算办法和查询途径。", None, None),
    (",network,", "提醒在个人账号不发患者信息和未经核实的消息，本人表示会注意。", None, None),
    (",style,", "受到患者书面表扬，谈话勉励继续保持。", None, None),
    (",development,", "来院一年，已能独立值班，希望明确培养方向。", "希望给新入职人员指定带教老师一年以上", "请医务科、护理部落实带教"),
    (",pressure,study,", "备考与工作难以兼顾，科室答应考前适当调休。", None, None))
WITH_GROUPS = (
    ("forum", ",pressure,study,", "青年职工集体座谈，话题集中在值班强度、进修机会和宿舍条件。", "希望改善值班室和单身宿舍条件", "请后勤保障科提出改善办法"),
    ("group", ",network,", "集体提醒谈话，重申网络言行和工作群管理要求。", None, None),
    ("group", ",clean,style,", "节前集体廉政谈话，通报典型案例，重申纪律要求。", None, None),
    ("forum", ",title,pay,", "听取高年资人员对职称和绩效工作的看法，气氛坦诚。", "建议评审结果公示时附上评分口径", "人力资源科研究后公布"))
_GROUP_NAMES = ("内科党支部青年职工", "新入职人员", "临床科室护士长", "高年资主治医师", "规培和轮转人员", "职能科室负责人", "外科党支部党员", "宣传员和信息员")
_OPINION_TOPICS = {"pressure": "pressure", "title": "title", "pay": "pay", "study": "training",
                   "development": "discipline", "party": "culture", "patients": "process", "life": "facility"}
_FIRST_FORM = 37  # the one talk in which a small fault was pointed out
_OCCASIONS = (None, None, None, None, "hardship", "honour", "move", None, "sign", "conflict")


def plan(chronicle: Chronicle, cast: Cast) -> None:
    heads = cast.by_role("head", "branch")
    staff = cast.by_role("staff", "branch-member", "publicity")
    number = 0
    for month in range(1, 13):
        pairs = [(cast.secretary, heads[(2 * month - 2) % len(heads)], "leader"),
            (cast.secretary, heads[(2 * month - 1) % len(heads)], "leader"),
                 (cast.leaders[1 + month % 5], heads[(month + 9) % len(heads)], "leader"),
                 (_own_head(cast, staff[(3 * month) % len(staff)]), staff[(3 * month) % len(staff)], "staff")]
        for place, (speaker, partner, manner) in enumerate(pairs):
            number += 1
            _talk(chronicle, cast, number, month, 5 + 6 * place, speaker, partner, manner)
        number += 1
        _group_talk(chronicle, cast, number, month)


def _own_head(cast: Cast, partner: Member) -> Member:
    head = cast.head(partner.department)
    return cast.deputy if head.id == partner.id else head


def _talk(chronicle: Chronicle, cast: Cast, number: int, month: int, day: int, speaker: Member, partner: Member,
    manner: str) -> None:
    random = chronicle.random
    if partner.id == speaker.id:
        partner = cast.office_head
    topics, gist, opinion, arrangement = random.choice(WITH_HEADS if manner == "leader" else WITH_STAFF)
    planned = chronicle.day(month, day)
    kind = ("heart", "heart", "clean", "topic")
    relation = "secretary-branch" if speaker.role == "secretary" else "leader-head"
    if manner == "staff":
        kind, relation = ("heart", "care", "expert", "remind", "non-party", "entry"), "party-masses"
    occasion = random.choice(_OCCASIONS) if manner == "staff" else None
    if number == _FIRST_FORM:
        kind, occasion = ("first-form",), "sign"
    mark = f"谈话 {number}"
    asked = dict(planned_on=planned, speaker_id=speaker.id, person_id=partner.id, form="one", relation=relation,
                 kind=kind[number % len(kind)], topics=topics, recorder=cast.by_role("clerk")[0].name)
    chronicle.on(chronicle.day(month, 2), "列出谈话计划", lambda hand: hand.save("talk", mark, **asked))
    held = chronicle.workday(planned + timedelta(days=random.choice((0, 0, 1, 2))))
    if number in (58, 59):
        return  # still planned when the year ends
    said = dict(held_on=held, place=random.choice(("党委办公室", "科室示教室", "办公室", "支部活动室")), content=gist, opinion=opinion,
                arrangement=arrangement, informed_on=held, occasion=occasion,
                trigger_on=held - timedelta(days=random.randint(1, 9)) if occasion else None)
    if arrangement:
        said |= dict(follow_needed=True, follower_id=cast.office_head.id, follow_by=held + timedelta(days=30))
    _carry_on(chronicle, cast, mark, held, said, opinion if number % 3 else None, bool(arrangement))


def _group_talk(chronicle: Chronicle, cast: Cast, number: int, month: int) -> None:
    random = chronicle.random
    form, topics, gist, opinion, arrangement = WITH_GROUPS[month % len(WITH_GROUPS)]
    held, mark = chronicle.day(month, 24 if month < 12 else 22), f"谈话 {number}"
    values = dict(
        planned_on=held, held_on=held, speaker_id=cast.leaders[month % 6].id,
        names=_GROUP_NAMES[month % len(_GROUP_NAMES)], form=form, people=random.randint(6, 18), topics=topics,
        place="二楼会议室", content=gist, opinion=opinion,
        kind="clean" if "clean" in topics else "remind" if "network" in topics else "topic", arrangement=arrangement,
        informed_on=held, recorder=cast.by_role("clerk")[0].name)
    if arrangement:
        values |= dict(follow_needed=True, follower_id=cast.office_head.id, follow_by=held + timedelta(days=30))
    chronicle.on(held, "新增谈心谈话", lambda hand: hand.save("talk", mark, **values))
    _carry_on(chronicle, cast, mark, held, {}, opinion, bool(arrangement))


def _carry_on(chronicle: Chronicle, cast: Cast, mark: str, held: date, said: dict, opinion: str | None,
    follow: bool) -> None:
    """Held, finalised two days later, turned into an opinion, followed up, finished."""
    if said:
        chronicle.on(held, "记录谈心谈话", lambda hand: hand.change("talk", mark, **said))
    later = chronicle.workday(held + timedelta(days=2))
    if held.day % 9:
        chronicle.on(later, "谈话定稿", partial(_finalise, mark=mark))
    if opinion:
        chronicle.on(later, "转为意见建议", partial(_pass_on, mark=mark, content=f"{opinion}。"))
        answered = chronicle.workday(later + timedelta(days=chronicle.random.randint(4, 15)))
        chronicle.on(answered, "答复意见建议", partial(_answer, mark=f"意见 {mark}"))
    done = chronicle.workday(held + timedelta(days=chronicle.random.randint(9, 24)))
    if follow:
        chronicle.on(done, "登记谈话跟进", partial(_follow_up, mark=mark, who=cast.office_head.id))
    if follow or held.day % 3:
        chronicle.on(done, "谈话办结", lambda hand: hand.act("talk", hand.get("talk", mark), "finish"))


def _finalise(hand: Hand, mark: str) -> None:
    talk = hand.get("talk", mark)
    hand.act("talk", talk, "finalise")
    talk.finalised_at = datetime.combine(hand.day, time(16, 30))  # the action stamps the day of the building


def _pass_on(hand: Hand, mark: str, content: str) -> None:
    talk = hand.get("talk", mark)
    hand.act("talk", talk, "opinion", content=content)
    hand.follow("raised", talk, f"意见 {mark}")
    topic = next(_OPINION_TOPICS[code] for code in talk.topics.split(",") if code in _OPINION_TOPICS)
    hand.change("opinion", f"意见 {mark}", topic=topic, reply_by=hand.day + timedelta(days=15))


def _answer(hand: Hand, mark: str) -> None:
    opinion = hand.get("opinion", mark)
    if opinion.state == "open":  # it may have become a rectification item meanwhile
        hand.act("opinion", opinion, "reply", day=hand.day, reply="已与有关科室研究，办理办法已告知提出科室。")


def _follow_up(hand: Hand, mark: str, who: int) -> None:
    talk = hand.get("talk", mark)
    told = "已与有关科室商定办理时间，并把结果告诉了本人" if talk.person_id else "已把办理情况在群体中说明"
    hand.save("talk_follow_up", talk_id=talk.id, day=hand.day, person_id=who, text=f"{talk.arrangement}，{told}。")
