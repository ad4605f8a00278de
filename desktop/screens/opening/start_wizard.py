"""First start, step by step: the notice, the hospital and its file, the roster, the year's duty list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (QCheckBox, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton,
                               QWidget, QWizard)

from desktop import drives, errors, jobs
from desktop.operations.founding import Founding, found
from desktop.screens.window.about import NO_SECRETS, PRIVACY, PURPOSE
from desktop.screens.opening.password_page import PasswordPage
from desktop.screens.opening.step_page import StepPage
from desktop.state import State
from desktop.widgets import file_choice, theme
from desktop.widgets.roster_pane import RosterPane

if TYPE_CHECKING:
    from db.workspace import Workspace


class StartWizard(QWizard):
    """Writes nothing until 完成; then everything or nothing."""

    def __init__(self, state: State, parent: QWidget | None = None, documents: Path | None = None):
        super().__init__(parent)
        self.setObjectName("start_wizard")
        self.setWindowTitle("新建台账")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setMinimumSize(760, 460)
        self._state = state
        for button, words in ((QWizard.WizardButton.BackButton, "上一步"), (QWizard.WizardButton.NextButton, "下一步"),
                              (QWizard.WizardButton.FinishButton, "完成"), (QWizard.WizardButton.CancelButton, "取消")):
            self.setButtonText(button, words)
        self.welcome = WelcomePage(self)
        self.hospital = HospitalPage(documents or file_choice.documents(), self)
        self.password = PasswordPage(self)
        self.roster = RosterPage(self)
        self.last = LastPage(state.today().year, self)
        pages = (self.welcome, self.hospital, self.password, self.roster, self.last)
        for step, page in enumerate(pages, start=1):
            page.number(step, len(pages))
            self.addPage(page)
        for button in (QWizard.WizardButton.NextButton, QWizard.WizardButton.FinishButton):
            theme.make_main(self.button(button))

    def answers(self) -> Founding:
        return Founding(self.hospital.path(), self.hospital.name.text().strip(), self.hospital.committee.text().strip(),
                        self.roster.pane.plan, self.last.duties.isChecked(), self.password.password)

    def accept(self) -> None:
        wanted, today = self.answers(), self._state.today()

        def work(progress: jobs.Progress) -> Workspace:
            return found(wanted, today, progress.step)

        def failed(error: BaseException) -> None:
            self.setEnabled(True)
            if not isinstance(error, jobs.Cancelled):
                errors.report(error, self)

        self.setEnabled(False)
        jobs.run(self, "正在建立台账", work, self._adopt, failed)

    def _adopt(self, workspace: Workspace) -> None:
        self.setEnabled(True)
        code, window = workspace.recovery_code, self.parentWidget()
        self._state.adopt(workspace)
        super().accept()
        if code is not None:
            from desktop.screens.opening.recovery_code import RecoveryCodeDialog

            RecoveryCodeDialog(self._state, code, window).open()


class WelcomePage(StepPage):
    """What the program is for, and the notice that must be accepted."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__("欢迎使用履责台账", "大约五分钟就能记下第一条记录。", parent)
        for words in (PURPOSE, PRIVACY):
            label = QLabel(words, self)
            label.setWordWrap(True)
            self.column.addWidget(label)
        self.column.addWidget(theme.sentence(NO_SECRETS, "warn", self))
        self.accepted = QCheckBox("我知道了：不在本程序里存储国家秘密和工作秘密", self)
        self.accepted.setObjectName("accept_notice")
        self.accepted.setAccessibleName(self.accepted.text())
        self.accepted.toggled.connect(self.completeChanged)
        self.column.addWidget(self.accepted)
        self.column.addStretch(1)

    def isComplete(self) -> bool:
        return self.accepted.isChecked()


class HospitalPage(StepPage):
    """Names, and where the file is kept."""

    def __init__(self, documents: Path, parent: QWidget | None = None):
        super().__init__("单位和文件", "名称会印在报告里，以后可以在“设置”里改。", parent)
        self._documents, self._chosen = documents, False
        self.name = self._line("hospital_name", "单位全称", "例如：某某市第二人民医院")
        self.committee = self._line("committee_name", "党委名称", "不填就用“中共……委员会”")
        self.place = self._line("file_place", "保存位置", "")
        browse = QPushButton("更改…", self)
        browse.setObjectName("choose_place")
        browse.setAccessibleName("更改保存位置")
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        row.addWidget(self.place, 1)
        row.addWidget(browse)
        self.warning = theme.sentence("", "warn", self)
        self.warning.hide()
        form = QFormLayout()
        form.setVerticalSpacing(theme.MEDIUM)
        form.setHorizontalSpacing(theme.MEDIUM)
        form.addRow("单位全称", self.name)
        form.addRow("党委名称", self.committee)
        form.addRow("保存位置", row)
        self.column.addLayout(form)
        self.column.addWidget(self.warning)
        self.column.addStretch(1)
        self.name.textChanged.connect(self._name_changed)
        self.place.textEdited.connect(self._place_edited)
        self.place.textChanged.connect(self._check_place)
        self._name_changed("")

    def _line(self, name: str, words: str, hint: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(name)
        edit.setAccessibleName(words)
        edit.setPlaceholderText(hint)
        return edit

    def path(self) -> Path:
        text = self.place.text().strip()
        return Path(text if text.endswith(".lvze") else f"{text}.lvze")

    def isComplete(self) -> bool:
        return bool(self.name.text().strip()) and Path(self.place.text().strip()).is_absolute()

    def validatePage(self) -> bool:
        if self.path().exists():
            errors.tell(self, f"“{self.path().name}”已经存在，请换一个名字，或取消后直接打开它。")
            return False
        return True

    @Slot(str)
    def _name_changed(self, name: str) -> None:
        if not self._chosen:
            plain = re.sub(r'[\\/:*?"<>|\s]', "", name)
            self.place.setText(str(self._documents / "履责台账" / f"{plain or '履责台账'}.lvze"))
        self.completeChanged.emit()

    @Slot(str)
    def _place_edited(self, text: str) -> None:
        self._chosen = True

    @Slot(str)
    def _check_place(self, text: str) -> None:
        sentence = drives.warning(Path(text).parent) if text else ""
        self.warning.setText(sentence)
        self.warning.setVisible(bool(sentence))
        self.completeChanged.emit()

    @Slot()
    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "台账保存在哪里", str(self.path()), "履责台账文件 (*.lvze)")
        if chosen:
            self._chosen = True
            self.place.setText(chosen)


class RosterPage(StepPage):
    """Departments, branches and people from Excel, or later."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__("科室、支部和人员", "用 Excel 名册一次录入；也可以跳过，以后在“设置”里录入。", parent)
        self.pane = RosterPane(self)
        self.pane.changed.connect(self.completeChanged)
        self.column.addWidget(self.pane, 1)

    def isComplete(self) -> bool:
        return not self.pane.has_errors


class LastPage(StepPage):
    """What is about to be made."""

    def __init__(self, year: int, parent: QWidget | None = None):
        super().__init__("准备好了", "点“完成”后建立台账文件。", parent)
        self.summary = QLabel(self)
        self.summary.setObjectName("summary")
        self.summary.setWordWrap(True)
        self.duties = QCheckBox(f"建立{year}年的责任清单（按常用模板列出，印发前可以增删改）", self)
        self.duties.setObjectName("make_duties")
        self.duties.setAccessibleName(self.duties.text())
        self.duties.setChecked(True)
        self.column.addWidget(self.summary)
        self.column.addWidget(self.duties)
        self.column.addStretch(1)

    def initializePage(self) -> None:
        wizard: Any = self.wizard()
        wanted = wizard.answers()
        committee = wanted.party_committee or f"中共{wanted.hospital}委员会"
        roster = wizard.roster.pane.summary() or "名册：以后再录入"
        password = "已设，完成后请打印恢复码" if wanted.password else "暂不设密码，文件不加密"
        self.summary.setText(f"单位：{wanted.hospital}\n党委：{committee}\n文件：{wanted.path}\n密码：{password}\n{roster}")
