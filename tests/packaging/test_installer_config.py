"""What Briefcase gets is what Briefcase understands, and each fact has one home."""

import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tomli_w
from briefcase.config import DraftAppConfig, parse_config
from briefcase.console import Console
from briefcase_driver import APP_ID, stage
from installer_config import installer_config, locked_requirements, opening, release_date, version

import tessera
from tessera.core.geometry import Size

ROOT = Path(__file__).resolve().parent.parent.parent
TARGETS = [("linux", "system"), ("macOS", "app"), ("windows", "app")]


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installer")
    stage(ROOT, folder)
    return folder


def parsed(folder: Path, platform: str, output_format: str) -> DraftAppConfig:
    _, apps = parse_config(folder / "pyproject.toml", platform, output_format, Console())
    return DraftAppConfig(**apps["tessera"])


@pytest.mark.parametrize(("platform", "output_format"), TARGETS)
def test_briefcase_understands_the_joined_configuration(
    staged: Path, platform: str, output_format: str
) -> None:
    app = parsed(staged, platform, output_format)
    assert str(app.version) == tessera.__version__
    assert app.formal_name == "Tessera"
    assert app.bundle_identifier == APP_ID
    assert app.license_files == ["LICENSE"]


def test_an_installer_brings_the_versions_that_were_tested(staged: Path) -> None:
    requires = parsed(staged, "linux", "system").requires or []
    assert any(line.startswith("pyside6-essentials==6.11.") for line in requires)
    assert all("==" in line for line in requires)


def test_the_debian_package_depends_on_what_qt_wants() -> None:
    linux = installer_config(ROOT)["tool"]["briefcase"]["app"]["tessera"]["linux"]
    assert "libxcb-cursor0" in linux["debian"]["system_runtime_requires"]


def test_the_installers_own_file_repeats_nothing() -> None:
    own = tomllib.loads((ROOT / "briefcase.toml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert not set(own) & {*project, "version", "requires", "requires_python"}
    assert not set(own["app"]["tessera"]) & {*project, "version", "requires", "long_description"}


def test_the_resources_lie_inside_the_package(staged: Path) -> None:
    assert list((staged / "app/tessera/resources/catalogue").glob("*.toml"))
    assert not list(staged.rglob("__pycache__"))


def test_every_icon_has_the_size_in_its_name(staged: Path) -> None:
    from PIL import Image

    for path in (staged / "icons").glob("*.png"):
        side = int(path.stem.rpartition("-")[2])
        with Image.open(path) as icon:
            assert Size(*icon.size) == Size(side, side)
            assert icon.getpixel((0, 0))[3] == 0, "the corners are transparent"


def test_the_desktop_gets_a_filled_entry_and_metainfo(staged: Path) -> None:
    share = next((staged / "linux-template").glob("*/tessera-*/usr/share"))
    entry = (share / f"applications/{APP_ID}.desktop").read_text("utf-8")
    metainfo = ElementTree.parse(share / f"metainfo/{APP_ID}.metainfo.xml").getroot()
    release = metainfo.find("releases/release")
    assert f"Icon={APP_ID}\n" in entry
    assert "@" not in entry
    assert metainfo.findtext("id") == APP_ID
    assert release is not None
    assert release.attrib == {"version": version(ROOT), "date": release_date(ROOT)}


def test_the_long_description_is_the_readmes_opening() -> None:
    assert opening(ROOT).startswith("Tessera shows")
    assert opening(ROOT).count(". ") == 1, "two sentences"


def test_markers_of_platforms_survive_in_the_requirements() -> None:
    assert any(line.endswith("; sys_platform == 'win32'") for line in locked_requirements(ROOT))


def test_staging_again_leaves_what_briefcase_built(staged: Path) -> None:
    built = staged / "build/something"
    built.mkdir(parents=True)
    stage(ROOT, staged)
    assert built.exists()
    assert (staged / "pyproject.toml").read_text("utf-8") == tomli_w.dumps(installer_config(ROOT))
