"""The sample hospital: an invented hospital's whole year, for trying the program out, for tests and for benchmarks."""

from desktop.sample.build import build, build_to_try

__all__ = ["build", "build_to_try"]
