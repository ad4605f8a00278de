"""Import directions and the shape of the tree, kept as architecture says."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*ROOT.joinpath("db").rglob("*.py"), *ROOT.joinpath("desktop").rglob("*.py")])
READERS = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)  # what others import from a module
LAYERS = ("desktop.state", "desktop.widgets", "desktop.screens")  # each may import itself and those before it


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def starts(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_go_one_way(path: Path) -> None:
    module, imported = module_of(path), imports_of(path)
    if starts(module, "db"):
        assert not [name for name in imported if starts(name, "desktop", "PySide6")]
    if starts(module, "db.migrations"):
        assert not [name for name in imported if starts(name, "db.ledgers", "db.record", "sqlalchemy.orm")]
    if starts(module, "desktop.reports", "desktop.exchange", "desktop.sample"):
        assert not [name for name in imported if starts(name, "PySide6", *LAYERS)]
    if module == "desktop.cli":
        assert not [name for name in imported if starts(name, "PySide6", *LAYERS)]
    for place, layer in enumerate(LAYERS):
        if starts(module, layer):
            assert not [name for name in imported if starts(name, *LAYERS[place + 1:])]


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_nothing_talks_to_a_network(path: Path) -> None:
    assert not [name for name in imports_of(path) if starts(
        name, "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "PySide6.QtNetwork", "asyncio")]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "__init__.py"], ids=module_of)
def test_nothing_is_imported_in_vain(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {(name.asname or name.name).partition(".")[0] for node in ast.walk(tree)
                if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names} - {"annotations"}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    quoted = " ".join(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    others = {name for name in imported - used if re.search(rf"from {re.escape(module_of(path))} import [^\n]*\b{name}\b", READERS)}
    assert {name for name in imported - used - others if name not in quoted} == set()


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_the_top_level_is_as_drawn() -> None:
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {"build", "dist"}
    assert names <= {"pyproject.toml", "README.md", "LICENSE", "db", "desktop", "resources", "packaging", "tests"}


def test_tests_do_not_shadow_packages() -> None:
    tests = ROOT / "tests"
    assert not (tests / "db").exists() and not (tests / "desktop").exists() and not (tests / "__init__.py").exists()
