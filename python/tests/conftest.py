"""What the tests share: the sample corpus, its tables as one machine writes them, and a session."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import copydesk

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
# What differs between two runs on one machine too.
UNLIKE = {"run_env.json"}


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of an output."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name not in UNLIKE
    }


def digests_of_command(inputs: list[Path], out: Path, *flags: str) -> dict[str, str]:
    """The same of an output that the command makes, of the wheel or of COPYDESK_BINARY."""
    beside = Path(sys.executable).parent / "copydesk"
    binary = os.environ.get("COPYDESK_BINARY") or shutil.which("copydesk", path=str(beside.parent))
    whole = [binary] if binary else [sys.executable, "-m", "copydesk"]
    given = [*map(str, inputs), "-o", str(out), "--no-config", "--progress", "never", "-q"]
    done = subprocess.run([*whole, "run", *given, *flags], check=False)
    assert done.returncode in (0, 1)
    return digests(out)


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def sample_digests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sample's output as the command writes it."""
    return digests_of_command([SAMPLE], tmp_path_factory.mktemp("program") / "out")


@pytest.fixture(scope="session")
def state() -> copydesk.LearnedState:
    return copydesk.learn(SAMPLE)
