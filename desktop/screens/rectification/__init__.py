"""The tab 整改台账."""
