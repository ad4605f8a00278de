"""Named writes of the window: each one a transaction with a label that 撤销 can show. No widgets in here."""
