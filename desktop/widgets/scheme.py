"""The colour schemes of the window: light, dark and high contrast. Every pair of text and ground reaches 4.5 : 1 (WCAG 2, AA)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """Text colour and ground of a state; the text is readable on its ground and on a surface."""

    text: str
    ground: str


@dataclass(frozen=True)
class Scheme:
    """All colours of the window. ``window`` is the ground, ``surface`` that of cards and tables, ``accent`` marks what can be
    pressed or is chosen, ``strong`` grounds the main button under ``on_strong``; ``bars`` are new, closed and left of a chart."""

    window: str
    surface: str
    stripe: str
    line: str
    ink: str
    muted: str
    faint: str  # what cannot be used now
    accent: str
    accent_soft: str
    strong: str
    strong_edge: str
    on_strong: str
    tip: str
    bars: tuple[str, str, str]
    tones: dict[str, Tone]
    edge: str  # of fields and ticks: 3 : 1 at least
    fixed: str  # ground of a field that cannot be changed now


LIGHT = Scheme(
    window="#f4f6f8", surface="#ffffff", stripe="#f7f9fb", line="#cdd5dd", ink="#1f2933", muted="#566270", faint="#8a94a0",
    accent="#245b8f", accent_soft="#e3edf6", strong="#245b8f", strong_edge="#0d2b47", on_strong="#ffffff", tip="#fffdf2",
    bars=("#1f4e79", "#6798c6", "#c55a11"),
    tones={"good": Tone("#17653a", "#e4f3ea"), "warn": Tone("#804d00", "#fff1d6"), "bad": Tone("#a8201a", "#fde9e7"),
           "calm": Tone("#44505c", "#eaeef2")},
    edge="#8a94a0", fixed="#f4f6f8")

DARK = Scheme(
    window="#1b2027", surface="#232a32", stripe="#28303a", line="#465260", ink="#e6ebf0", muted="#a5b1bd", faint="#76828e",
    accent="#86baec", accent_soft="#2b4058", strong="#2f6ca6", strong_edge="#a9d0f5", on_strong="#ffffff", tip="#323b45",
    bars=("#6ea3d6", "#62b585", "#c3ccd5"),
    tones={"good": Tone("#86d9a8", "#1f3a2b"), "warn": Tone("#f2c063", "#43351a"), "bad": Tone("#ff9f97", "#4a2422"),
           "calm": Tone("#c3ccd5", "#35404b")},
    edge="#7d8a96", fixed="#1b2027")

CONTRAST = Scheme(
    window="#ffffff", surface="#ffffff", stripe="#f2f2f2", line="#000000", ink="#000000", muted="#444444", faint="#686868",
    accent="#002f87", accent_soft="#cfe0ff", strong="#002f87", strong_edge="#000000", on_strong="#ffffff", tip="#ffffd0",
    bars=("#1f5fa8", "#00662e", "#000000"),
    tones={"good": Tone("#00461d", "#d8f5e2"), "warn": Tone("#5c3600", "#ffe9b8"), "bad": Tone("#8a0000", "#ffdcd9"),
           "calm": Tone("#000000", "#e6e6e6")},
    edge="#000000", fixed="#e9e9e9")

SCHEMES = {"light": ("浅色", LIGHT), "dark": ("深色", DARK), "contrast": ("高对比", CONTRAST)}
SIZES = {"normal": ("标准", 1.0), "large": ("大", 1.2), "huge": ("特大", 1.45)}
