"""Widgets that know fields and ledgers in general, never a particular ledger."""
