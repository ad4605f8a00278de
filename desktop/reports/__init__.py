"""Documents: one vocabulary of blocks, one set of layout numbers (style), a PDF writer and a Word writer.

Built on them: forms (``forms``), ledger lists, charts, the comparison of two versions (``redline``), and the measuring of
finished files (``inspection``, ``docx_inspection``).
"""
