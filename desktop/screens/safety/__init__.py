"""Backup, restore, rescue stick, and what the window says by itself about the file's safety."""
