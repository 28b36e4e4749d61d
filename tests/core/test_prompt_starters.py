"""The starter set is whole: every group promised, sizes that are legal, prompts that read back."""

import pytest

from tessera.core.models import CatalogueError
from tessera.core.prompt_hints import prompt_hints
from tessera.core.prompt_parts import prompt_text, read_prompt
from tessera.core.prompt_starters import Starter, parse_starters, sizes_for
from tessera.store.resources import read_prompts
from tests.core.builders import catalogue

BUILT_IN = parse_starters(read_prompts())
GROUPS = {
    "Photo",
    "Illustration",
    "Digital art",
    "Graphic design",
    "Photographic styles",
    "Animation",
}


def test_every_group_has_its_starters() -> None:
    assert set(BUILT_IN.groups) == GROUPS
    assert all(len(BUILT_IN.of_group(group)) >= 2 for group in BUILT_IN.groups)


def test_design_comes_as_sign_poster_cover_infographic_and_packaging() -> None:
    titles = " ".join(starter.title.lower() for starter in BUILT_IN.of_group("Graphic design"))
    assert all(word in titles for word in ("sign", "poster", "cover", "infographic", "packaging"))


@pytest.mark.parametrize("starter", BUILT_IN.starters, ids=lambda starter: starter.title)
def test_a_starter_is_a_prompt_without_objections(starter: Starter) -> None:
    text = prompt_text(starter.parts)
    assert read_prompt(text) == starter.parts
    assert prompt_hints(text) == ()


def test_every_size_is_legal_where_any_size_is() -> None:
    model = catalogue().get("gpt-image-2")
    assert model is not None
    assert model.image is not None
    assert sizes_for(BUILT_IN.sizes, model.image) == BUILT_IN.sizes
    wanted = [starter.size for starter in BUILT_IN.starters if starter.size is not None]
    assert all(model.image.size_problem(size) is None for size in wanted)


def test_a_model_of_fixed_sizes_is_offered_those_alone() -> None:
    model = catalogue().get("gpt-image-1.5")
    assert model is not None
    assert model.image is not None
    offered = {preset.size for preset in sizes_for(BUILT_IN.sizes, model.image)}
    assert offered == set(model.image.sizes)


def test_a_misspelt_key_names_its_file() -> None:
    with pytest.raises(CatalogueError, match=r"own\.toml"):
        parse_starters({"own.toml": '[[size]]\ntitle = "A"\nsize = "16x16"\ncolour = "red"\n'})
