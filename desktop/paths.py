"""Where the files shipped with the program lie, in the packed program and in a checkout alike."""

from db.resources import resource

__all__ = ["resource"]
