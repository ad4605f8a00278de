"""The tab 责任清单."""
