"""The way from a bare checkout to a running program: lock file, bootstrap, CI and what the README says about them."""
import ast
import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOOTSTRAP = ROOT / "packaging" / "bootstrap.py"
UTF8 = dict(os.environ, PYTHONIOENCODING="utf-8")  # a Windows code page may not know the folder's Chinese name
LOCK = (ROOT / "packaging" / "lock.txt").read_text(encoding="utf-8")


def normal(name: str) -> str:
    """One spelling for a package's name, as the lock file writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(lines: list[str]) -> list[str]:
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return [match.group() for match in found if match]


def direct_dependencies() -> list[str]:
    """What the program and its tests name themselves, without what those need in turn."""
    runtime = (ROOT / "packaging" / "requirements.in").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return names_in(runtime) + names_in(project["dependency-groups"]["test"])


def locked_blocks() -> dict[str, str]:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    return {names_in([block])[0]: block for block in blocks if names_in([block])}


def run_bootstrap(*arguments: str, before: str = "") -> subprocess.CompletedProcess:
    """Run bootstrap.py in a fresh process, after the statements `before`."""
    start = f"sys.argv = {['bootstrap.py', *arguments]!r}\nrunpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')"
    code = f"import runpy, sys\n{before}\n{start}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=UTF8)


def test_our_packaging_folder_does_not_hide_the_package_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()
    command = [sys.executable, "-c", "import packaging; print(packaging.__file__)"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, env=UTF8)
    found = done.stdout.strip()
    assert Path(found).name == "__init__.py" and Path(found).parent != ROOT / "packaging"


def test_the_lock_file_says_what_to_install_and_never_from_where():
    assert "://" not in LOCK
    assert not re.search(r"^\s*-", LOCK.replace("    --hash=", ""), flags=re.MULTILINE)


def test_every_locked_package_has_one_version_and_hashes():
    for name, block in locked_blocks().items():
        assert re.match(rf"{re.escape(name)}==[\w.]+( ;|\s)", block), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), name


@pytest.mark.parametrize("name", direct_dependencies())
def test_every_dependency_is_locked_and_explained_in_the_readme(name):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert normal(name) in locked_blocks()
    assert re.search(rf"^\| {re.escape(name)} \| \S.+\|$", readme, flags=re.MULTILINE)


def test_qt_is_the_last_one_that_runs_on_glibc_2_28():
    assert locked_blocks()["pyside6-essentials"].startswith("pyside6-essentials==6.9.3 ")


def test_the_readme_and_ci_use_the_same_command():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -eu" in ci
    assert "\npython3 packaging/bootstrap.py test\n" in ci
    assert "    python3 packaging/bootstrap.py test " in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
def test_ci_can_be_started():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_an_old_python_can_read_bootstrap_far_enough_to_be_refused_in_chinese():
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 6))
    refused = run_bootstrap("test", before="sys.version_info = (3, 8, 10, 'final', 0)")
    assert refused.returncode == 1
    assert "需要 Python 3.11" in refused.stderr and "3.8" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("arguments", [(), ("build",), ("--help",)])
def test_bootstrap_explains_itself_when_it_is_not_told_what_to_do(arguments):
    answered = run_bootstrap(*arguments)
    assert answered.returncode == 2
    assert "用法" in answered.stderr and "run" in answered.stderr and "test" in answered.stderr


def test_machine_settings_say_where_packages_come_from_but_not_what_is_done_with_them():
    child_environment = runpy.run_path(str(BOOTSTRAP))["child_environment"]
    kept = child_environment({
        "HOME": "家", "PIP_INDEX_URL": "somewhere", "PIP_CERT": "cert", "PIP_TARGET": "elsewhere", "PIP_USER": "1",
        "PIP_NO_BINARY": ":all:", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "strange", "PYTHONHASHSEED": "7",
    })
    assert {"HOME", "PIP_INDEX_URL", "PIP_CERT", "PYTHONHASHSEED"} <= kept.keys()
    assert not {"PIP_TARGET", "PIP_USER", "PIP_NO_BINARY", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"} & kept.keys()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes Qt's libraries from the system")
def test_a_library_the_system_cannot_load_is_named_with_its_package():
    absent = runpy.run_path(str(BOOTSTRAP))["absent"]
    assert absent({"libc.so.6": "libc6", "libnowhere.so.9": "libnowhere9"}) == {"libnowhere.so.9": "libnowhere9"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes Qt's libraries from the system")
def test_a_real_window_needs_more_system_libraries_than_painting_without_one():
    libraries_for = runpy.run_path(str(BOOTSTRAP))["libraries_for"]
    bare, x11, wayland = libraries_for({}), libraries_for({"DISPLAY": ":0"}), libraries_for({"WAYLAND_DISPLAY": "w"})
    assert "libEGL.so.1" in bare and "libxcb-cursor.so.0" not in bare
    assert bare.items() < x11.items() and "libxcb-cursor.so.0" in x11
    assert bare.items() < wayland.items() and "libwayland-client.so.0" in wayland
