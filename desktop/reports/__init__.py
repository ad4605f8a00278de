"""Documents: one vocabulary of blocks (blocks), one set of layout numbers (style), two writers (pdf_writer, docx_writer)."""
