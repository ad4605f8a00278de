"""Documents: one vocabulary of blocks, one set of layout numbers (style), a PDF writer and a Word writer."""
