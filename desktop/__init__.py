"""履责台账, the application: window, command line, reports, Excel exchange. The record store below it is `db`."""

__version__ = "0.1.0"
