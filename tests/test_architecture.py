"""Import directions and the shape of the tree, kept as architecture says."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*ROOT.joinpath("db").rglob("*.py"), *ROOT.joinpath("desktop").rglob("*.py")])
READERS = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)  # what others import from a module
LAYERS = ("desktop.state", "desktop.widgets", "desktop.screens")  # each may import itself and those before it


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


TREES = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def imports_of(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


IMPORTED = {module: imports_of(tree) for module, tree in TREES.items()}


def starts(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def forbidden(module: str) -> tuple[str, ...]:
    """What a module may not import."""
    barred: tuple[str, ...] = ()
    if starts(module, "db"):
        barred += ("desktop", "PySide6")
    if starts(module, "db.migrations"):
        barred += ("db.ledgers", "db.record", "sqlalchemy.orm")
    if starts(module, "desktop.reports", "desktop.exchange", "desktop.sample") or module == "desktop.cli":
        barred += ("PySide6", *LAYERS)
    for place, layer in enumerate(LAYERS):
        if starts(module, layer):
            barred += LAYERS[place + 1:]
    return barred


def test_imports_go_one_way() -> None:
    assert not {(module, name) for module, imported in IMPORTED.items() for name in imported if starts(name, *forbidden(module))}


def test_nothing_talks_to_a_network() -> None:
    assert not {(module, name) for module, imported in IMPORTED.items() for name in imported if starts(
        name, "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "PySide6.QtNetwork", "asyncio")}


def test_nothing_is_imported_in_vain() -> None:
    readers = re.findall(r"from (\S+) import ([^\n]*)", READERS)
    taken = {(module, name) for module, names in readers for name in re.findall(r"\w+", names)}
    in_vain: set[tuple[str, str]] = set()
    for path in SOURCES:
        module = module_of(path)
        nodes = list(ast.walk(TREES[module]))
        imported = {(name.asname or name.name).partition(".")[0] for node in nodes
                    if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names} - {"annotations"}
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        quoted = " ".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
        if path.name != "__init__.py":
            in_vain |= {(module, name) for name in imported - used if (module, name) not in taken and name not in quoted}
    assert not in_vain


def test_modules_stay_small() -> None:
    lines = {module_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert not {module: count for module, count in lines.items() if count > 500}


def test_the_top_level_is_as_drawn() -> None:
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {"build", "dist"}
    assert names <= {"pyproject.toml", "README.md", "LICENSE", "db", "desktop", "resources", "packaging", "tests"}


def test_tests_do_not_shadow_packages() -> None:
    tests = ROOT / "tests"
    assert not (tests / "db").exists() and not (tests / "desktop").exists() and not (tests / "__init__.py").exists()
