"""What ``/v1/models`` lists, and that the day decides."""

import pytest
from openai import NotFoundError, OpenAI

from tests.sandbox.conftest import connected
from tests.sandbox.processes import running


def test_the_models_of_the_day_are_listed_with_their_shutdown_dates(client: OpenAI) -> None:
    listed = {model.id: model for model in client.models.list()}
    assert listed["gpt-5-mini"].shutdown_date == "2026-12-11"
    assert listed["gpt-6-astra"].shutdown_date is None
    assert listed["gpt-5-mini"].owned_by
    assert "gpt-image-1" not in listed


def test_a_single_model_is_shown(client: OpenAI) -> None:
    assert client.models.retrieve("gpt-image-2").id == "gpt-image-2"


@pytest.mark.parametrize("model", ["gpt-image-1", "gpt-5.2-codex", "no-such-model"])
def test_a_model_that_does_not_answer_today_is_not_shown(client: OpenAI, model: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        client.models.retrieve(model)
    assert refused.value.code == "model_not_found"


def test_an_earlier_day_serves_the_models_of_that_day() -> None:
    with running(as_of="2026-03-20", pace_s=0) as url, connected(url) as client:
        listed = {model.id for model in client.models.list()}
        assert {"gpt-image-1", "gpt-5.2-codex", "o4-mini"} <= listed
        assert not {"gpt-6-astra", "gpt-image-2", "gpt-image-2.6-flare"} & listed
        answer = client.responses.create(model="gpt-5.2-codex", input="Hello there")
        assert answer.status == "completed"
        made = client.images.generate(model="gpt-image-1", prompt="a cat", size="1024x1024")
        assert made.data
        with pytest.raises(NotFoundError):
            client.responses.create(model="gpt-6-astra", input="Hello there")
