"""Pictures of the report page, of what it opens, and of 打印和导出."""

from __future__ import annotations

from tests.stage import LONG, Stage


def reports(stage: Stage) -> None:
    """Every kind of report, the wording desk, what stands at the side, what is said."""
    window, state = stage.main, stage.state
    window.show_tab("report")
    page = window.page("report")
    bar = page.panes.bar
    stage.draw(window, "report-none")
    for row in range(bar.kind.count()):
        bar.kind.setCurrentIndex(row)
        stage.settle()
        page.compose()
        stage.draw(window, f"report-{bar.kind.itemData(row)}")
    bar.kind.setCurrentIndex(0)
    stage.settle()
    page._edit_here()
    stage.draw(window, "report-wording")
    page.panes.editor.field.moveCursor(page.panes.editor.field.textCursor().MoveOperation.End)
    page.panes.editor.field.insertPlainText(f"{LONG}。" * 6)
    stage.draw(window, "report-wording-typed")
    page.desk.keep()
    stage.settle()
    page.panes.side.setCurrentIndex(2)
    stage.draw(window, "report-edits")
    page.panes.side.setCurrentIndex(1)
    stage.draw(window, "report-findings")
    page.panes.editor._close()
    page.panes.side.setCurrentIndex(0)
    stage.press(page.panes.pages, "show_strip")
    stage.draw(window, "report-no-thumbnails")
    page.panes.view.set_zoom(1.6)
    stage.draw(window, "report-zoomed")
    for button in (bar.saved, bar.export, bar.more):
        menu = button.menu()
        menu.aboutToShow.emit()
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        stage.draw(menu, f"report-menu-{button.objectName()}")
        menu.hide()
    stage.asked("report-export-serious", page._finalise)
    page.files.write(state.workspace, page.work.document, [stage.place / "报告.docx", stage.place / "报告.pdf"])
    stage.draw(window, "report-exported")
    page._known |= {finding.sentence for finding in page.work.findings}
    stage.asked("report-finalise", page._finalise)
    workspace, today = state.workspace, state.today()
    from desktop.operations import reports as operations

    work = page.work
    page._begin("正在定稿", lambda progress: operations.finalise(workspace, work, today, progress.step))
    stage.draw(window, "report-final")
    dialog = page.extras.unseal_dialog()
    stage.show(dialog, "report-unseal")
    dialog.reject()
    page.extras.compare_sealed(stage.place / "报告.pdf")
    stage.boxes("report-compared")


def report_extras(stage: Stage) -> None:
    """更多: template, quick answers, the evidence pack, charts."""
    from desktop.reports import pictures
    from desktop.screens.reporting.pack_dialog import PackDialog
    from desktop.screens.reporting.question_dialog import QuestionDialog
    from desktop.screens.reporting.template_dialog import TemplateDialog

    window, state = stage.main, stage.state
    window.show_tab("report")
    page = window.page("report")
    template = stage.show(TemplateDialog(state, "quarterly", lambda: None, page), "template")
    template.put("{% if 坏了 %}\n" + template.text.toPlainText())
    stage.press(template, "template_save")
    stage.draw(template, "template-refused")
    stage.asked("template-leave", template.close)
    template.text.undo()
    template.put(template.text.toPlainText().rstrip() + "\n")
    stage.press(template, "template_save")
    stage.draw(template, "template-saved")
    template.close()
    question = QuestionDialog(state, page.files, page)
    for row in range(question.questions.count()):
        question.questions.setCurrentRow(row)
        stage.show(question, f"question-{row}")
    question.reject()
    pack = stage.show(PackDialog(state, page), "pack")
    page.extras.write_pack(pack.wish, stage.place / "佐证")
    pack.reject()
    stage.boxes("pack-done")
    page.extras.check_pack(stage.place / "佐证")
    stage.boxes("pack-checked")
    next(file for file in sorted((stage.place / "佐证").rglob("*")) if file.is_file() and "清单" not in file.name).write_bytes(b"x")
    page.extras.check_pack(stage.place / "佐证")
    stage.boxes("pack-wrong")
    state.workspace.set_setting(pictures.SETTING, True)
    page.panes.bar.kind.setCurrentIndex(page.panes.bar.kind.findData("annual"))
    stage.settle()
    page.compose()
    stage.settle()
    page.panes.view.fit_width()
    page.panes.view.go_to_page(page.panes.view.pages)
    stage.draw(window, "report-charts")


def papers(stage: Stage) -> None:
    """打印和导出, with what it asks and says; the system's own dialog for the printer."""
    from db.ledgers import LEDGERS
    from db.lists import ListQuery, page
    from desktop.screens.ledger.paper_dialog import PaperDialog, show_papers, show_record_papers
    from desktop.reports.papers import blank_papers
    from desktop.widgets.page_printing import ask_printer

    window, state = stage.main, stage.state
    blanks = show_papers(state, blank_papers(), window)
    stage.draw(blanks, "paper-blanks")
    blanks.write([stage.place / "空白表.pdf"])
    stage.draw(blanks, "paper-exported")
    blanks.reject()
    with state.workspace.read() as session:
        one = page(session, ListQuery(LEDGERS["talk"]), 0, 1, state.workspace.words(session))[0].id
    dialog = show_record_papers(state, "talk", one, window)
    stage.draw(dialog, "paper-talk")
    dialog._print()
    stage.settle()
    from desktop.widgets.action_dialog import AskDialog

    asking = dialog.findChild(AskDialog)
    stage.draw(asking, "paper-reason")
    asking.reject()
    stage.asked("printer", lambda: ask_printer(dialog, "谈话记录", 3))
    dialog.reject()
