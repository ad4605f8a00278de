"""The one lock for the library that reads PDF files: it may be entered by one thread at a time."""

import threading

LOCK = threading.Lock()
