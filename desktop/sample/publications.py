"""宣传发稿: what the hospital published over the year, entered week by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import partial
from itertools import product
from random import Random

from desktop.sample import reviews
from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

_OWN = (88, 102, 99, 153)  # pieces on the web site and the official account, by quarter
_OTHER = (4, 5, 5, 8)  # and elsewhere
# what a title is about → the department that supplies it; "" = the party office
_TITLES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "news": (("我院成功开展{0}", "{0}在我院常规开展", "{0}让患者少跑省城", "多学科协作完成{0}", "记一次{0}"), {
        "腹腔镜下胃肠肿瘤根治术": "普外科", "腹股沟疝微创修补": "普外科", "甲状腺腔镜手术": "普外科", "经桡动脉冠脉介入治疗": "心血管内科",
        "心脏起搏器植入": "心血管内科", "房颤射频消融": "心血管内科", "膝关节置换术": "骨科", "脊柱微创减压": "骨科", "骨科术后快速康复": "骨科",
        "内镜黏膜下剥离术": "呼吸与消化内科", "支气管镜介入治疗": "呼吸与消化内科", "无创通气抢救": "呼吸与消化内科", "新生儿无创通气": "儿科",
        "儿童雾化分级管理": "儿科", "超声引导下神经阻滞": "急诊医学科", "急性脑梗死静脉溶栓": "急诊医学科", "创伤急救绿色通道救治": "急诊医学科",
        "宫腔镜冷刀手术": "妇产科", "无痛分娩": "妇产科", "产后出血急救": "妇产科", "针刀联合康复训练": "中医康复科", "中医特色护理": "中医康复科",
        "低剂量肺部筛查": "医学影像科", "病原快速检测": "医学检验科"}),
    "health": (("{0}来了怎么办", "医生提醒：{0}别大意", "{0}的五个误区", "一图读懂{0}", "说说{0}", "{0}居家护理要点", "{0}就诊指南"), {
        "流感": "呼吸与消化内科", "支原体肺炎": "儿科", "高血压": "心血管内科", "糖尿病足": "普外科", "骨质疏松": "骨科", "过敏性鼻炎": "呼吸与消化内科",
        "诺如病毒感染": "儿科", "老年跌倒": "骨科", "儿童积食": "儿科", "孕期贫血": "妇产科", "痛风": "骨科", "颈椎病": "中医康复科", "失眠": "中医康复科",
        "中暑": "急诊医学科", "胃食管反流": "呼吸与消化内科", "慢阻肺": "呼吸与消化内科", "心绞痛": "心血管内科", "胆囊结石": "普外科", "痔疮": "普外科",
        "更年期不适": "妇产科", "儿童近视": "儿科", "煤气中毒": "急诊医学科", "抗菌药物使用": "药学部", "肩周炎": "中医康复科"}),
    "party": (("{0}开展主题党日活动", "{0}召开组织生活会", "{0}走进社区义诊", "{0}党员示范岗在行动", "{0}组织集中学习", "{0}为群众办实事",
               "{0}重温入党誓词", "{0}看望离退休党员", "{0}联合开展志愿服务", "{0}讲好微党课"), {
        "内科党支部": "", "外科党支部": "", "妇儿党支部": "", "急诊党支部": "", "医技党支部": "", "机关第一党支部": "", "机关第二党支部": "",
        "离退休党支部": ""}),
    "model": (("在岗位上：{0}的一天", "记{0}", "{0}：把简单的事做好", "坚守一线的{0}", "患者来信说说{0}"), {
        "夜班护士": "护理部", "急诊医生": "急诊医学科", "药房窗口": "药学部", "检验师": "医学检验科", "导医台姑娘": "护理部", "产房助产士": "妇产科",
        "骨科换药室": "骨科", "救护车司机": "急诊医学科", "手术室巡回护士": "护理部"}),
    "culture": (("{0}圆满举行", "{0}侧记", "职工之家：{0}", "我院举办{0}", "镜头里的{0}"), {
        "护士节座谈会": "护理部", "职工趣味运动会": "", "医师节宣誓活动": "", "新职工欢迎仪式": "", "读书分享会": "", "退休职工荣休仪式": "",
        "元旦文艺汇演": "", "妇女节手工活动": ""}),
    "policy": (("政策解读：{0}", "{0}有新变化", "关于{0}，您关心的都在这里", "一问一答：{0}"), {
        "门诊共济保障": "", "异地就医直接结算": "", "家庭医生签约": "", "按病种付费": "", "两病用药保障": "", "药品集中采购": "药学部"}),
    "notice": (("{0}门诊安排", "{0}就诊提示", "关于{0}的通知"), {
        "春节假期": "", "清明假期": "", "劳动节假期": "", "国庆假期": "", "周末专家": "", "体检中心调整": "", "停车场改造期间": "", "自助机升级期间": ""}),
}
_SHARES = {"health": 34, "news": 26, "party": 16, "model": 8, "culture": 7, "policy": 5, "notice": 4}
_ELSEWHERE = (("press", "云岭日报", "city", "news", "article"), ("tv", "云岭电视台", "city", "health", "video"),
    ("net", "云岭新闻网", "city", "party", "article"),
              ("video", "院视频号", "own", "health", "video"), ("douyin", "院抖音号", "own", "health", "video"),
              ("press", "省卫生健康报", "province", "model", "article"),
              ("board", None, "own", "party", "poster"), ("screen", None, "own", "culture", "poster"))
# month, day, title, channel, category, form, pieces, issue
_REGULAR = (
    (3, 27, "院刊春季号", "journal", "culture", "article", 17, "第1期"),
    (6, 26, "院刊夏季号", "journal", "culture", "article", 19, "第2期"),
    (9, 25, "院刊秋季号", "journal", "culture", "article", 16, "第3期"),
    (12, 25, "院刊冬季号", "journal", "culture", "article", 20, "第4期"),
    (3, 31, "意识形态工作简报第1期", "brief", "party", "article", 1, "第1期"),
    (6, 30, "意识形态工作简报第2期", "brief", "party", "article", 1, "第2期"),
    (9, 30, "意识形态工作简报第3期", "brief", "party", "article", 1, "第3期"),
    (12, 30, "意识形态工作简报第4期", "brief", "party", "article", 1, "第4期"),
    (12, 29, "年度工作专题片《同心》", "video", "culture", "film", 1, None))
_COLUMNS = {"health": ("云岭健康课", "大夫说"), "model": ("身边的人",)}


class Titles:
    """Titles drawn without repetition; when a category is used up its titles come again with （二） and so on."""

    def __init__(self, random: Random):
        self._random = random
        self._left: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._round: dict[str, int] = defaultdict(int)

    def draw(self, category: str) -> tuple[str, str]:
        """A title and the department that supplies the piece."""
        if not self._left[category]:
            self._round[category] += 1
            number = self._round[category]
            mark = "" if number == 1 else f"（{number}）"
            patterns, topics = _TITLES[category]
            self._left[category] = [(pattern.format(topic) + mark, topics[topic] or "党委办公室")
                                    for pattern, topic in product(patterns, topics)]
            self._random.shuffle(self._left[category])
        return self._left[category].pop()


def one(random: Random, titles: Titles, day: date, cast: Cast) -> dict:
    """The values of one piece on the web site or the official account."""
    category = random.choices(list(_SHARES), list(_SHARES.values()))[0]
    channel = random.choices(("site", "wechat"), (55, 45))[0]
    columns = _COLUMNS.get(category)
    title, supplier = titles.draw(category)
    wechat = channel == "wechat"
    return dict(
        day=day, title=title, channel=channel, media="医院微信公众号" if wechat else "医院官网", level="own",
        category=category, form="article", theme=_theme(random, category, day),
        column_name=random.choice(columns) if columns else None, reads=random.randint(180, 2600) if wechat else None,
        department_id=cast.department(supplier, day), source_note="公众号后台" if wechat else None)


def plan(chronicle: Chronicle, cast: Cast) -> None:
    random, titles = chronicle.random, Titles(chronicle.random)
    weeks: dict[date, list[dict]] = defaultdict(list)
    for _, day in chronicle.quarter_days(_OWN):
        weeks[_friday(chronicle, day)].append(one(random, titles, day, cast))
    for number, (_, day) in enumerate(chronicle.quarter_days(_OTHER)):
        channel, media, level, category, form = _ELSEWHERE[number % len(_ELSEWHERE)]
        title, supplier = titles.draw(category)
        weeks[_friday(chronicle, day)].append(dict(
            day=day, title=title, channel=channel, media=media, level=level, category=category, form=form,
            pieces=2 if channel == "board" else 1, reads=random.randint(800, 9000) if form == "video" else None,
            department_id=cast.department(supplier, day)))
    for month, day, title, channel, category, form, count, issue in _REGULAR:
        when = chronicle.day(month, day)
        weeks[_friday(chronicle, when)].append(dict(
            day=when, title=title, channel=channel, media="院刊" if channel == "journal" else None, level="own",
            category=category,
            form=form, pieces=count, issue_no=issue, department_id=cast.department("党委办公室", when)))
    _number_columns(weeks)
    for friday, pieces in sorted(weeks.items()):
        chronicle.on(friday, "粘贴宣传发稿", partial(_paste, cast=cast, pieces=pieces))


def _paste(hand: Hand, cast: Cast, pieces: list[dict]) -> None:
    for values in sorted(pieces, key=lambda values: values["day"]):
        if values["channel"] in ("site", "wechat") and values["day"].month >= reviews.PIECEWISE_FROM:
            reviews.release(hand, cast, values)
        else:
            hand.save("publication", **values)


def _number_columns(weeks: dict[date, list[dict]]) -> None:
    """Gives the pieces of each column their issue numbers in the order of their days."""
    issues: Counter[str] = Counter()
    for values in sorted((values for pieces in weeks.values() for values in pieces), key=lambda values: values["day"]):
        if column := values.get("column_name"):
            issues[column] += 1
            values["issue_no"] = f"第{issues[column]}期"


def _friday(chronicle: Chronicle, day: date) -> date:
    return min(day + timedelta(days=(4 - day.weekday()) % 7), date(chronicle.year, 12, 31))


def _theme(random: Random, category: str, day: date) -> str | None:
    if category == "health":
        return "season" if random.random() < 0.5 else None
    if category == "news":
        return random.choice(("new-tech", "grass-roots" if day.month < 10 else "assessment", None))
    return "brand" if category == "party" and random.random() < 0.4 else None
