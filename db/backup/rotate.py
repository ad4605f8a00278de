"""Clearing away old snapshots of a file. Runs only right after the newest one was proved end to end."""

from __future__ import annotations

from db.backup.generations import Generations
from db.backup.store import Progress, Store
from db.backup.verify import examine
from db.keyring import Keys


def rotate(store: Store, newest: str, keep: Generations, progress: Progress | None = None,
           keys: Keys | None = None) -> list[str]:
    """Removes what ``keep`` does not keep once ``newest`` verifies, then evidence that nothing names. Returns sentences.

    Reading everything back takes its time, so a fifth more than is kept may gather before it is done. Snapshots of
    other files and damaged ones are left alone; the proved newest one always stays. The oldest goes first, so that a
    drive pulled out in between leaves the newer ones. Raises OSError.
    """
    found, sizes = store.manifests(), store.sizes()
    proved = dict(found).get(newest)
    if proved is None:
        return ["刚做好的备份读不出来了，因此没有清理旧的备份，请检查一遍这个盘。"]
    of_file = [(name, manifest.made_at) for name, manifest in found
               if manifest.origin == proved.origin and store.complete(name, manifest, sizes)]
    kept = keep.kept([made_at for _, made_at in of_file])
    old = [name for place, (name, _) in enumerate(of_file) if place not in kept and name != newest]
    if len(old) <= len(kept) // 5:
        return []
    findings = examine(store, newest, progress, keys)
    if findings.sentences:
        if findings.objects:
            store.doubt()
        return [*findings.sentences, "因此没有清理旧的备份。"]
    for name in reversed(old):
        part = store.snap / (name + ".part")
        store.device.rename(store.snap / name, part)
        store.device.sync_folder(store.snap)
        store.device.remove_tree(part)
    _sweep(store)
    store.device.sync_all(store.root)
    return []


def _sweep(store: Store) -> None:
    """Removes evidence that no manifest names. A manifest that cannot be read might name anything: then all stays."""
    named: set[str] = set()
    for name in store.folders():
        manifest = store.manifest(name)
        if manifest is None:
            return
        named |= set(manifest.objects)
    for folder in store.object_folders():
        there = set(store.device.names(folder))
        for sha256 in sorted(there - named):
            store.device.remove(folder / sha256)
        if not there & named:
            store.device.remove_folder(folder)
