"""The screen every ledger gets from its definition, and what can be done with its rows."""
