"""What an evidence pack is to hold: of which time, by tier of the list of duties, or by the respect an inspection looks at."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from db.periods import Period
from db.report_data.proofs import AREAS
from db.vocabulary import terms_of
from desktop.exchange.evidence_pack import Wish
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import FittingDialog


class PackDialog(FittingDialog):
    """Starts from the period chosen in the window. ``wish`` and ``zipped`` are the answers, ``name`` a name for the pack."""

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pack_dialog")
        self.setWindowTitle("佐证材料包")
        self.setMinimumWidth(400)
        self.when = QComboBox(self)
        self.when.setObjectName("pack_when")
        self.when.setAccessibleName("时间")
        self.when.setToolTip("要别的时间，先在窗口右上角选择")
        end = state.period.end
        for period in dict.fromkeys((state.period, Period.of("half", end), Period.of("year", end))):  # inspections ask for whole years
            self.when.addItem(period.label, period)
        self.what = QComboBox(self)
        self.what.setObjectName("pack_what")
        self.what.setAccessibleName("整理范围")
        self.what.addItem("责任清单全部层级", ("", ""))
        with state.workspace.read() as session:
            tiers, areas = terms_of(session, "duty_tier"), dict(terms_of(session, "check_area"))
        for code, label in tiers:
            self.what.addItem(f"责任清单：{label}", (code, ""))
        for code in AREAS:
            if code in areas:
                self.what.addItem(f"检查方面：{areas[code]}", ("", code))
        self.shape = QComboBox(self)
        self.shape.setObjectName("pack_shape")
        self.shape.setAccessibleName("存成")
        self.shape.addItem("文件夹", False)
        self.shape.addItem("压缩包（ZIP）", True)
        self.names = QCheckBox("清单里写人员姓名，放入谈话材料", self)
        self.names.setObjectName("pack_names")
        note = theme.sentence("材料包里的文件没有加密，请妥善保管、按需提供。导出会记入操作日志。", "warn", self)
        form = QFormLayout()
        form.addRow("时间", self.when)
        form.addRow("范围", self.what)
        form.addRow("存成", self.shape)
        buttons = QDialogButtonBox(self)
        make = buttons.addButton("整理", QDialogButtonBox.ButtonRole.AcceptRole)
        make.setObjectName("pack_make")
        theme.make_main(make)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("pack_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addLayout(form)
        column.addWidget(self.names)
        column.addWidget(note)
        column.addWidget(buttons)

    @property
    def wish(self) -> Wish:
        tier, area = self.what.currentData()
        return Wish(self.when.currentData(), tier, area, self.names.isChecked())

    @property
    def zipped(self) -> bool:
        return bool(self.shape.currentData())

    @property
    def name(self) -> str:
        return f"{self.when.currentText()}佐证材料（{self.what.currentText().replace('：', '·')}）"
