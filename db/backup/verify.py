"""Proving a snapshot: every byte read from the device, then the copy opened and checked from inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db.backup.contents import Unsound, chain_broken_at, look_into
from db.backup.device import Device, Mark
from db.backup.manifest import Manifest
from db.backup.source import find
from db.backup.store import DATA, KEYS, MANIFEST, Progress, Store
from db.errors import NotOurs
from db.keyfile import NeedsPassword, open_keys
from db.keyring import Keys
from db.migrations import NEWEST


NOT_OPENED = "这份备份设有密码；没有输入密码，因此只逐字节核对了文件，没有打开里面的内容。"


@dataclass
class Findings:
    """What is wrong with a snapshot: sentences for people, and the evidence to be copied again."""

    sentences: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)


def verify(snapshot_path: Path, device: Device | None = None, progress: Progress | None = None,
           keys: Keys | None = None, password: str | None = None, code: str | None = None) -> list[str]:
    """Checks a snapshot (its folder, a backup folder's newest one, or a local copy) and says what is wrong; [] = whole.

    The bytes are always read. An encrypted database is looked into when ``keys`` fit or a password or recovery code is
    given; without any ``NOT_OPENED`` is to be told beside the answer. Raises WrongPassword. When evidence turns out damaged the store is marked, so that the next backup replaces it. Raises BackupRefused when
    there is no backup to check or the drive is gone.
    """
    source = find(Path(snapshot_path), device)
    try:
        opened = open_keys(source.data, password, code, keys) if source.encrypted else None
    except NeedsPassword:
        opened = None
    except NotOurs as error:
        return [str(error)]
    shut = source.encrypted and opened is None
    if source.store is None:
        return [] if shut else _inside(source.data, None, opened)
    store = source.store
    with store.guarded("没有检查完", "备份没有改动"):
        findings = examine(store, source.data.parent.name, progress, opened)
        sound = not findings.sentences and source.manifest is not None and source.manifest.version <= NEWEST
        if sound and not shut:
            findings.sentences += _chain(source.data, opened)
        if store.identity() is None:
            findings.say("备份盘的标识文件不见了或已损坏，下次备份时会自动补上。")
    if findings.objects:
        try:
            store.doubt()
        except OSError:
            pass  # a locked or failing stick: the sentences say what is wrong
    return findings.sentences


def examine(store: Store, name: str, progress: Progress | None = None, keys: Keys | None = None) -> Findings:
    """Every byte of one snapshot and, unless it is encrypted and there are no keys, its database from inside, without the
    journal's chain. Raises OSError.
    """
    findings = Findings()
    manifest = store.manifest(name)
    if manifest is None:
        findings.say("备份清单不见了或已损坏，这份备份不能用，请改用另一份。")
        return findings
    done = 0

    def tick(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, manifest.size, "正在从盘上读出核对")

    folder = store.snap / name
    for file in sorted({DATA, *manifest.files}):
        if not store.matches(folder / file, manifest.files.get(file), tick):
            findings.say("备份里的台账数据不见了或已损坏，这份备份不能用，请改用另一份。")
    for sha256, size in sorted(manifest.objects.items()):
        if not store.matches(store.object(sha256), Mark(sha256, size), tick):
            findings.objects.append(sha256)
    sound = not findings.sentences
    if findings.objects:
        findings.say(f"备份里有 {len(findings.objects)} 份佐证材料不见了或已损坏，请再备份一次，会自动重新复制。")
    extra = [file for file in store.device.names(folder) if file not in manifest.files and file != MANIFEST]
    if extra:
        findings.say(f"备份文件夹里多出了不认识的文件“{extra[0]}”，不影响恢复，可以删除。")
    if sound and (keys is not None or KEYS not in manifest.files):
        findings.sentences += _inside(folder / DATA, manifest, keys)
    return findings


def _inside(data: Path, manifest: Manifest | None, keys: Keys | None) -> list[str]:
    """The database of a snapshot: SQLite's own check and the counts; of a local copy also the chain."""
    try:
        contents = look_into(data, keys=keys)
    except Unsound:
        return ["台账数据打不开或内部已损坏，这份备份不能用，请改用另一份。"]
    if manifest is None:
        return _chain(data, keys)
    found = []
    for key, count in manifest.counts.items():
        if key in contents.counts and contents.counts[key] != count:
            found.append(f"“{contents.titles[key]}”应有 {count} 条，实有 {contents.counts[key]} 条，这份备份不可靠，请改用另一份。")
    said = (manifest.version, manifest.last_step, manifest.origin)
    if (contents.version, contents.last_step, contents.origin) != said:
        found.append("备份里的台账数据和备份清单说的不是同一份，请改用另一份。")
    return found


def _chain(data: Path, keys: Keys | None) -> list[str]:
    try:
        step = chain_broken_at(data, keys)
    except Unsound:
        return ["修改记录读不出来，这份备份不能用，请改用另一份。"]
    return [] if step is None else [f"修改记录从第 {step} 步起对不上，备份之前台账可能被程序以外的方式改动过，请核对。"]
