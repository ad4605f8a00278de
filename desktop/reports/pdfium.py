"""The locks for what one thread at a time may do with PDF files: read them, and set them (the typefaces that are written
into a file are shared, and remember whose file they are in).
"""

import threading

LOCK = threading.RLock()  # a file may be forgotten while another is read
PRESS = threading.RLock()
