"""A report's template: readable text with figure slots, rendered in a sandbox and laid out as blocks.

Every line is one sentence. Lines that start with ``%`` are conditions and loops, ``{{ f.F015 }}`` prints a figure; the
line marks (``#``, ``##``, ``*``, ``|`` …) are those of ``desktop.reports.markup``.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from db.errors import Refusal
from desktop.reports.slots import BREAK, HELPERS, BrokenSlot

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


def render(text: str, name: str, values: Mapping[str, Any]) -> str:
    """The template's lines with figures marked. ``name`` is the template's Chinese name for messages.

    Raises Refusal that names template and line and says what to do.
    """
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.sandbox import SecurityError

    text = "\n".join(line if line.strip() else BREAK for line in text.splitlines())
    try:
        return _environment().from_string(text).render({**HELPERS, **values})
    except TemplateSyntaxError as error:
        raise _refusal(name, error.lineno, f"写法有误（{_syntax(str(error.message))}），请对照相邻各行改正") from error
    except BrokenSlot as error:
        raise _refusal(name, _line(error), str(error)) from error
    except UndefinedError as error:
        raise _refusal(name, _line(error), "用了不认识的名称，请检查大括号里的拼写，或删去这一处") from error
    except SecurityError as error:
        raise _refusal(name, _line(error), "用了模板里不允许的写法，请删去这一处") from error
    except Exception as error:  # the template is the clerk's own text: whatever it does wrong is said, not crashed on
        raise _refusal(name, _line(error), "这一处算不出来，请检查大括号里的写法，或删去这一处") from error


def verify(text: str, name: str) -> None:
    """Raises Refusal when the template cannot be read at all (braces, conditions and loops that do not match)."""
    from jinja2 import TemplateSyntaxError

    try:
        _environment().parse(text)
    except TemplateSyntaxError as error:
        raise _refusal(name, error.lineno, f"写法有误（{_syntax(str(error.message))}），请对照相邻各行改正") from error


def mark_of(text: str) -> str:
    """A short mark that tells one wording of a template from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, line_statement_prefix="%",
                                         keep_trailing_newline=True, autoescape=False)


def _refusal(name: str, line: int | None, what: str) -> Refusal:
    where = f"第 {line} 行" if line else ""
    return Refusal(f"“{name}”模板{where}{what}；也可以恢复默认模板。")


def _line(error: BaseException) -> int | None:
    """The template's line in which an error arose."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return lines[-1] if lines else None


def _syntax(message: str) -> str:
    if any(sign in message for sign in ("unexpected '}'", "Unexpected end", "end of", "expected token 'end")):
        return "大括号没有配对，或“% if”“% for”没有结束"
    if "unknown tag" in message:
        return "“%”后面的词不认识，只能用 if、elif、else、endif、for、endfor、set"
    return "大括号里的内容不完整"
