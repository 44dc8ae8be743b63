"""Whatever a config can name is an entry point, and every entry point is what its decorator says."""

import ast
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from conftest import ROOT

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

PACKAGE = ROOT / "pipeline" / "zhanbao"
#: Decorator in the code -> group of entry points.
GROUPS = {
    "registry.tokenizers": "spacy_tokenizers",
    "registry.readers": "spacy_readers",
    "registry.scorers": "spacy_scorers",
    "registry.callbacks": "spacy_callbacks",
    "registry.augmenters": "spacy_augmenters",
    "registry.architectures": "spacy_architectures",
    "registry.misc": "spacy_misc",
    "Language.factory": "spacy_factories",
    "Language.component": "spacy_factories",
}


def decorated() -> dict[tuple[str, str], str]:
    """(group, name) -> module:function of everything that the code registers."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            for decorator in getattr(node, "decorator_list", []):
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) in GROUPS:
                    name = ast.literal_eval(decorator.args[0])
                    found[GROUPS[ast.unparse(decorator.func)], name] = f"{module}:{node.name}"
    return found


def declared() -> dict[tuple[str, str], str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    return {
        (group, name): target
        for group, entries in project["entry-points"].items()
        for name, target in entries.items()
        if group != "spacy_models"
    }


def test_declared_and_decorated_are_the_same():
    assert declared() == decorated()
    assert len(declared()) >= 6


def test_registered_functions_are_versioned():
    for (group, name) in decorated():
        if group != "spacy_factories":
            assert name.startswith("zhanbao.") and name.rpartition(".v")[2].isdigit(), name
        else:
            assert "." not in name and "-" not in name, name


@pytest.mark.parametrize("group, name", sorted(declared()))
def test_installed_and_loadable(group, name):
    """The installed distribution has the entry point (reinstall after editing pyproject.toml)."""
    (point,) = entry_points(group=group, name=name)
    assert callable(point.load())


def test_spacy_finds_them_without_code():
    assert "zhanbao_quantities" in spacy.util.registry.factories.get_all()
    assert "zhanbao.MarkupCorpus.v1" in spacy.util.registry.readers.get_all()


def test_no_config_needs_code():
    for config in (ROOT / "configs").glob("*.cfg"):
        for line in config.read_text(encoding="utf8").split("\n"):
            if line.startswith("@") and "zhanbao." in line:
                kind, _, name = line.partition(" = ")
                assert (f"spacy_{kind[1:]}", name.strip('"')) in declared(), f"{Path(config).name}: {line}"
