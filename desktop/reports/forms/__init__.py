"""The forms the clerk signs, each made for Word, PDF and print from one definition.

To add a form: write its module with a function `build(session, record, words, house) -> Document` and list it below.
"""

from db.ledgers import LEDGERS
from desktop.reports.forms.backup_check import BackupCheck, check_form
from desktop.reports.forms.duty_list import duty_table
from desktop.reports.forms.form import Form, House
from desktop.reports.forms.incident import handling_form
from desktop.reports.forms.lecture import approval_form
from desktop.reports.forms.meeting import meeting_form, study_form
from desktop.reports.forms.notice import notice
from desktop.reports.forms.pledge import pledge_letter
from desktop.reports.forms.position import patrol_form, register_form
from desktop.reports.forms.problems import problem_sheet, problem_table
from desktop.reports.forms.publications import tally
from desktop.reports.forms.review import review_form
from desktop.reports.forms.risk import round_table
from desktop.reports.forms.sign_in import OF_MEETING, OF_STUDY, OF_TRAINING
from desktop.reports.forms.talk import record_form

__all__ = ["FORMS", "BackupCheck", "Form", "House", "forms_of", "problem_table"]

_ALL = (
    Form("duty_list", "责任清单", "duty_list", duty_table, help="空白表发各科室、支部填报"),
    Form("pledge", "责任书", "pledge", pledge_letter),
    Form("talk", "谈心谈话记录表", "talk", record_form, help="空白表可打印后手填"),
    Form("notice", "个人信息处理告知书", "talk", notice, help="记录谈话前交本人阅读、签字"),
    Form("risk_round", "风险隐患排查表", "risk_round", round_table, help="空白表发各科室填报"),
    Form("problem_list", "整改台账（上报格式）", "problem", problem_table, "固定的栏目，不随列表变", listing=True),
    Form("problem", "整改事项登记表", "problem", problem_sheet),
    Form("publications", "宣传发稿统计表", "publication", tally, "按发布渠道、媒体层级、稿件类别和月份统计列表里的稿件", listing=True),
    Form("review", "三审三校审核单", "review", review_form),
    Form("lecture", "讲座论坛审批表", "lecture", approval_form),
    Form("incident", "舆情与投诉处置单", "incident", handling_form),
    Form("position", "阵地登记表", "position", register_form),
    Form("patrol", "阵地巡查表", "patrol", patrol_form, help="空白表列出全部在用阵地"),
    Form("meeting", "会议记录表", "meeting", meeting_form, "地点、列席人员和讨论情况留空手填"),
    Form("meeting_sign_in", OF_MEETING.title, "meeting", OF_MEETING),
    Form("study", "学习记录表", "study", study_form, "地点和讨论情况留空手填"),
    Form("study_sign_in", OF_STUDY.title, "study", OF_STUDY),
    Form("training", OF_TRAINING.title, "training", OF_TRAINING),
    Form("backup", "备份核验单", "", check_form),
)
FORMS: dict[str, Form] = {form.key: form for form in _ALL if not form.ledger_key or form.ledger_key in LEDGERS}


def forms_of(ledger_key: str) -> list[Form]:
    """The forms made from records of a ledger."""
    return [form for form in FORMS.values() if form.ledger_key == ledger_key]
