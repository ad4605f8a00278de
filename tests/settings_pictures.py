"""Pictures of the pages of 设置 and of what they open."""

from __future__ import annotations

from tests.stage import LONG, Stage


def settings(stage: Stage) -> None:
    """Every page of 设置 as it stands with the sample, and what its buttons open."""
    window, state = stage.main, stage.state
    window.show_tab("settings")
    page = window.page("settings")
    for key in ("hospital", "department", "branch", "person", "words", "import", "import_tables", "export_all", "collect", "layout",
                "security", "rights", "retention", "backup", "journal", "handover", "help"):
        page.show_page(key)
        stage.draw(window, f"settings-{key}")
    form = page.show_page("hospital")
    form.names["hospital"].setText("")
    form._edited()
    form.save()
    stage.boxes("settings-hospital-refused")
    form.names["hospital"].setText(LONG)
    stage.draw(window, "settings-hospital-long")
    form.read()
    words = page.show_page("words")
    words.terms.setCurrentRow(1)
    stage.draw(window, "settings-words-chosen")
    stage.asked("settings-words-add", words.add)
    export = page.show_page("export_all")
    export.talks.setChecked(True)
    stage.draw(window, "settings-export-talks")
    export.why.setText("上级检查调阅")
    export.write(stage.place / "全部台账20251230.xlsx")
    stage.draw(window, "settings-export-done")
    rights = page.show_page("rights")
    rights.show_copy()
    stage.draw(window, "settings-rights-refused")
    with state.workspace.read() as session:
        people = state.workspace.words(session).choices("person")
    rights.person.set_value(people[3][0])
    stage.draw(rights.show_copy(), "settings-rights-copy")
    stage.draw(rights.show_assessment(), "settings-rights-assessment")
    for dialog in window.findChildren(type(rights.show_assessment())):
        dialog.reject()
    retention = page.show_page("retention")
    for spin in retention.spins.values():
        spin.setValue(0)
    retention.spins["talk"].setValue(1)
    retention.spins["talk"].editingFinished.emit()
    for row in (1, 2):
        retention.tabs.setCurrentIndex(row)
        stage.draw(window, f"settings-retention-{row}")
    journal = page.show_page("journal")
    journal.topic.setCurrentIndex(1)
    stage.draw(window, "settings-journal-narrowed")
    journal.check.click()
    stage.draw(window, "settings-journal-checked")
    helped = page.show_page("help")
    stage.press(helped, "hints_again")
    stage.draw(window, "settings-help-said")
