"""Excel in and out: rosters, ledgers, templates. Nothing here knows Qt, and nothing is written before it was tried."""
