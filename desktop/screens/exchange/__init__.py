"""Rows in and out of the file: workbooks, rosters, forms for the departments (收集表), handover."""
