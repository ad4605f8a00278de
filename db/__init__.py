"""The record store of 履责台账: ledgers, journal, figures, backup. Knows SQLAlchemy, never Qt and never ``desktop``."""
