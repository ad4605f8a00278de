"""The invented hospital: departments, party branches and people. No name belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.sample.chronicle import Chronicle, Hand

NAME = "云岭市第二人民医院"
COMMITTEE = "中共云岭市第二人民医院委员会"
ADDRESSEE = "中共云岭市卫生健康局党组"

DEPARTMENTS = {
    "心血管内科": "clinic", "呼吸与消化内科": "clinic", "普外科": "clinic", "骨科": "clinic", "妇产科": "clinic", "儿科": "clinic",
    "急诊医学科": "clinic", "中医康复科": "clinic", "医学检验科": "tech", "医学影像科": "tech", "药学部": "tech", "党委办公室": "office",
    "医务科": "office", "护理部": "office", "人力资源科": "office", "后勤保障科": "support"}
OLD_NAME = "总务科"  # what 后勤保障科 was called until the middle of the year
BRANCHES = ("内科党支部", "外科党支部", "妇儿党支部", "急诊党支部", "医技党支部", "机关第一党支部", "机关第二党支部", "离退休党支部")
_HOME = {  # department → branch
    "心血管内科": "内科党支部", "呼吸与消化内科": "内科党支部", "中医康复科": "内科党支部", "普外科": "外科党支部", "骨科": "外科党支部",
    "妇产科": "妇儿党支部", "儿科": "妇儿党支部", "急诊医学科": "急诊党支部", "医学检验科": "医技党支部", "医学影像科": "医技党支部",
    "药学部": "医技党支部", "党委办公室": "机关第一党支部", "人力资源科": "机关第一党支部", "医务科": "机关第二党支部",
    "护理部": "机关第二党支部", "后勤保障科": "机关第二党支部"}

# name, department, post, role in the list of responsibilities
_PEOPLE = """
周启明 党委办公室 党委书记 secretary
郑怀远 医务科 院长、党委副书记 member
沈若兰 党委办公室 党委副书记、纪委书记 deputy
韩立群 医务科 副院长 member
许文舟 普外科 副院长 member
梁素云 护理部 副院长 member
唐清和 党委办公室 党委办公室主任 head
程小满 党委办公室 党办干事 clerk
何雨晴 党委办公室 宣传干事 publicity
陆少川 党委办公室 网络管理员 publicity
罗建章 人力资源科 科长 head
宋知夏 人力资源科 科员 staff
冯廷玉 医务科 科长 head
邓浩然 医务科 副科长 staff
曹秀珍 护理部 主任 head
彭冬梅 护理部 副主任 branch-member
袁世安 后勤保障科 科长 head
苏志强 后勤保障科 科员 staff
蒋维平 心血管内科 主任 branch
蔡晓峰 心血管内科 副主任医师 branch-member
魏思远 心血管内科 主治医师 staff
丁兰芳 心血管内科 护士长 staff
叶承志 呼吸与消化内科 主任 head
余晓棠 呼吸与消化内科 副主任医师 branch-member
潘子墨 呼吸与消化内科 住院医师 staff
杜秋霞 呼吸与消化内科 护士长 staff
任国梁 普外科 主任 branch
姚振东 普外科 主治医师 branch-member
谭一鸣 普外科 住院医师 staff
廖凤仙 普外科 护士长 staff
邹建勋 骨科 主任 head
熊伟民 骨科 副主任医师 staff
金小波 骨科 主治医师 staff
陶静怡 妇产科 主任 branch
白玉琴 妇产科 副主任医师 branch-member
崔梦瑶 妇产科 助产士 staff
康雪莲 妇产科 护士长 staff
毛春晖 儿科 主任 head
邱诗雨 儿科 主治医师 staff
江映红 儿科 护士长 staff
史铁山 急诊医学科 主任 branch
顾长风 急诊医学科 主治医师 branch-member
侯立新 急诊医学科 住院医师 staff
邵佳宁 急诊医学科 护士长 staff
孟广田 中医康复科 主任 head
龙海燕 中医康复科 副主任中医师 staff
万明哲 中医康复科 康复治疗师 staff
段承业 医学检验科 主任 branch
雷小红 医学检验科 主管检验师 branch-member
钱亦凡 医学检验科 检验师 staff
汤启文 医学影像科 主任 head
尹海波 医学影像科 副主任医师 staff
黎采薇 医学影像科 技师 staff
易庆云 药学部 主任 head
常文静 药学部 主管药师 branch-member
武俊杰 药学部 药师 staff
乔月华 人力资源科 机关第一党支部书记 branch
贺振国 医务科 机关第二党支部书记 branch
赖德昌 后勤保障科 离退休党支部书记 branch
龚思齐 骨科 住院医师 staff
"""


@dataclass(frozen=True)
class Member:
    """One invented person as planners need it."""

    id: int
    name: str
    department: str
    post: str
    role: str
    branch: str


@dataclass(frozen=True)
class Cast:
    """Ids of everybody and everything the year's records point at."""

    year: int
    people: tuple[Member, ...]
    departments: dict[str, int]
    branches: dict[str, int]

    def by_role(self, *roles: str) -> list[Member]:
        return [one for one in self.people if one.role in roles]

    def named(self, name: str) -> Member:
        return next(one for one in self.people if one.name == name)

    @property
    def secretary(self) -> Member:
        return self.by_role("secretary")[0]

    @property
    def deputy(self) -> Member:
        return self.by_role("deputy")[0]

    @property
    def office_head(self) -> Member:
        return self.named("唐清和")

    @property
    def leaders(self) -> list[Member]:
        return self.by_role("secretary", "deputy", "member")

    def head(self, department: str) -> Member:
        """Who is in charge of a department."""
        at_home = [one for one in self.people if one.department == department]
        return next(one for one in at_home if one.post in ("主任", "科长", "党委办公室主任"))

    def branch_secretary(self, branch: str) -> Member | None:
        return next((one for one in self.by_role("branch") if one.branch == branch), None)

    def last_of(self, branch: str) -> Member:
        return [one for one in self.people if one.branch == branch][-1]

    def department(self, name: str, day: date) -> int:
        """The department's id under the name it had on that day."""
        return self.departments[OLD_NAME if name == "后勤保障科" and day < renamed_on(self.year) else name]


def renamed_on(year: int) -> date:
    return date(year, 7, 1)


def settle(chronicle: Chronicle) -> None:
    """Plans the roster for the year's first day."""
    chronicle.on(date(chronicle.year, 1, 1), "录入名册", _enter)


def cast_of(year: int, marks: dict[str, int]) -> Cast:
    """The cast, once the roster is in the file."""
    people = tuple(Member(marks[f"人员 {name}"], name, department, post, role, _branch(name, department))
                   for name, department, post, role in rows())
    return Cast(year, people, {name: marks[f"科室 {name}"] for name in (*DEPARTMENTS, OLD_NAME)},
                {name: marks[f"支部 {name}"] for name in BRANCHES})


def rows() -> list[tuple[str, str, str, str]]:
    """(name, department, post, role) of everybody."""
    return [tuple(line.split(" ")) for line in _PEOPLE.strip().splitlines()]  # type: ignore[misc]


def _branch(name: str, department: str) -> str:
    return "离退休党支部" if name == "赖德昌" else _HOME[department]


def _enter(hand: Hand) -> None:
    year = hand.day.year
    for position, (name, kind) in enumerate(DEPARTMENTS.items(), start=1):
        opened = {"valid_from": renamed_on(year), "note": f"由“{OLD_NAME}”更名"} if name == "后勤保障科" else {}
        hand.save("department", f"科室 {name}", name=name, kind=kind, position=position, **opened)
    hand.save("department", f"科室 {OLD_NAME}", name=OLD_NAME, kind="support", position=len(DEPARTMENTS),
        valid_to=date(year, 6, 30))
    for position, name in enumerate(BRANCHES, start=1):
        hand.save("branch", f"支部 {name}", name=name, position=position)
    for position, (name, department, post, role) in enumerate(rows(), start=1):
        hand.save("person", f"人员 {name}", name=name, department_id=hand.marks[f"科室 {department}"], post=post,
            duty_role=role,
                  branch_id=hand.marks[f"支部 {_branch(name, department)}"], position=position)
