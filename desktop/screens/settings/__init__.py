"""The tab 设置: a list of pages, most of them made of cards."""
