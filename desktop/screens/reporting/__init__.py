"""The tab 报告, and every way a document leaves the program."""
