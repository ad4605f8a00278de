"""What the program may say to the clerk when it cannot do something: one clear Chinese sentence each."""


class Refusal(Exception):
    """A request the program declines. ``str(refusal)`` is one Chinese sentence: what, where, and what to do."""


class Invalid(Refusal):
    """A record that may not be saved. ``problems`` maps a field name ("" = the whole record) to its sentence."""

    def __init__(self, problems: dict[str, str]):
        self.problems = problems
        super().__init__("；".join(sentence.rstrip("。") for sentence in problems.values()) + "。")


class Stale(Refusal):
    """The record was changed elsewhere since it was read; the caller offers the newer one."""

    def __init__(self, what: str = "这条记录"):
        super().__init__(f"{what}在打开之后又被改过，请重新打开后再修改，已填写的内容会保留为草稿。")


class UnknownTerm(Refusal):
    """A vocabulary does not have these words (yet)."""

    def __init__(self, sentence: str, words: tuple[str, ...]):
        self.words = words
        super().__init__(sentence)


class Missing(Refusal):
    """A record, vocabulary term or file that is not there."""


class NotOurs(Refusal):
    """The file is no 履责台账 file, or it is damaged beyond opening."""


class Damaged(NotOurs):
    """The file cannot be opened or read through; what is readable in it may be salvaged."""


class NewerFile(Refusal):
    """The file was written by a newer version of the program and must not be touched."""


class ReadOnlyPlace(Refusal):
    """Nothing can be written beside the file; it can still be looked at."""


class InUse(Refusal):
    """Another instance has the file open."""
