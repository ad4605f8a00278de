"""Before a file is open: first start, password, what stands between a file and its opening."""
