"""``/v1/responses`` without streaming: shape, storage, limits of the answer, formats."""

import json

import pytest
from openai import OpenAI

from tests.sandbox.asking import MODEL, ask, loose, question, refused, turn
from tests.sandbox.drawn import halves, plain


def test_a_response_has_the_shape_of_the_protocol(client: OpenAI) -> None:
    answer = ask(client, "What is it?", plain(64, 64))
    assert answer.object == "response"
    assert answer.status == "completed"
    assert answer.id.startswith("resp_")
    assert answer.model == MODEL
    assert answer.error is None
    assert answer.incomplete_details is None
    assert answer.completed_at
    assert answer.output[0].type == "message"


def test_what_was_asked_for_is_repeated(client: OpenAI) -> None:
    answer = client.responses.create(
        model=MODEL,
        input="Hi",
        instructions="Be short.",
        max_output_tokens=500,
        reasoning={"effort": "low"},
        metadata={"who": "me"},
        service_tier="fast",
    )
    assert answer.instructions == "Be short."
    assert answer.max_output_tokens == 500
    assert answer.reasoning is not None
    assert answer.reasoning.effort == "low"
    assert answer.metadata == {"who": "me"}
    assert answer.service_tier == "priority"


def test_an_answer_cut_by_the_limit_says_so(client: OpenAI) -> None:
    answer = client.responses.create(
        model=MODEL, input=question("What is it?", plain(64, 64)), max_output_tokens=20
    )
    assert answer.status == "incomplete"
    assert answer.incomplete_details is not None
    assert answer.incomplete_details.reason == "max_output_tokens"
    assert answer.usage is not None
    assert 0 < answer.usage.output_tokens <= 20
    assert ask(client, "What is it?", plain(64, 64)).output_text.startswith(answer.output_text)


def test_a_stored_response_is_retrieved_and_deleted(client: OpenAI) -> None:
    answer = ask(client, "Hi")
    again = client.responses.retrieve(answer.id)
    assert again.output_text == answer.output_text
    client.responses.delete(answer.id)
    with refused(404, param="response_id"):
        client.responses.retrieve(answer.id)


def test_a_response_that_was_not_stored_is_gone(client: OpenAI) -> None:
    answer = client.responses.create(model=MODEL, input="Hi", store=False)
    assert answer.store is False if hasattr(answer, "store") else True
    with refused(404, param="response_id"):
        client.responses.retrieve(answer.id)
    with refused(param="previous_response_id", code="previous_response_not_found"):
        client.responses.create(model=MODEL, input="And?", previous_response_id=answer.id)


def test_the_talk_goes_on_over_several_responses(client: OpenAI) -> None:
    first = ask(client, "One", plain(32, 32, "red"))
    second = client.responses.create(
        model=MODEL,
        previous_response_id=first.id,
        input=question("Two", plain(40, 40, "blue")),
    )
    assert "almost entirely blue" in second.output_text
    third = client.responses.create(model=MODEL, previous_response_id=second.id, input="Both?")
    assert "Looking again at the 2 pictures you sent before." in third.output_text


def test_structured_output_fits_its_schema_and_holds_the_measurements(client: OpenAI) -> None:
    schema = {
        "type": "object",
        "properties": {
            "width": {"type": "integer"},
            "colours": {"type": "array", "items": {"type": "string"}},
            "mood": {"type": "string", "enum": ["calm", "wild"]},
            "people": {"type": "boolean"},
            "place": {"anyOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]},
        },
        "required": ["width", "colours", "mood", "people", "place"],
        "additionalProperties": False,
        "$defs": {
            "place": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
                "additionalProperties": False,
            }
        },
    }
    answer = client.responses.create(
        model=MODEL,
        input=question("Describe it", halves("red", "blue")),
        text={"format": {"type": "json_schema", "name": "seen", "strict": True, "schema": schema}},
    )
    said = json.loads(answer.output_text)
    assert said["width"] == 640
    assert sorted(said["colours"]) == ["blue", "red"]
    assert said["mood"] in {"calm", "wild"}
    assert said["people"] is False
    assert set(said["place"]) == {"name"}


def test_plain_json_needs_the_word_in_the_input(client: OpenAI) -> None:
    wanted = loose({"format": {"type": "json_object"}})
    answer = client.responses.create(model=MODEL, input="As JSON", text=wanted)
    assert "sandbox" in json.loads(answer.output_text)["answer"]
    with refused(param="input", code="invalid_value"):
        client.responses.create(model=MODEL, input="Hi", text=wanted)


def test_a_schema_must_be_given(client: OpenAI) -> None:
    wanted = loose({"format": {"type": "json_schema", "name": "x"}})
    with refused(param="text.format.schema", code="invalid_value"):
        client.responses.create(model=MODEL, input="Hi", text=wanted)


@pytest.mark.parametrize("role", ["system", "developer"])
def test_other_roles_are_heard_but_not_answered(client: OpenAI, role: str) -> None:
    answer = client.responses.create(
        model=MODEL,
        input=loose([{"role": role, "content": "Be brief."}, turn("Hello", plain(8, 8))]),
    )
    assert answer.output_text.startswith("You asked: “Hello”")


def test_input_tokens_are_counted_without_an_answer(client: OpenAI) -> None:
    asked = question("What is it?", plain(1024, 1024))
    counted = client.responses.input_tokens.count(model=MODEL, input=asked)
    answer = client.responses.create(model=MODEL, input=asked)
    assert counted.object == "response.input_tokens"
    assert answer.usage is not None
    assert counted.input_tokens == answer.usage.input_tokens


def test_a_message_of_the_model_is_found_by_its_id(client: OpenAI) -> None:
    first = ask(client, "Hi", plain(16, 16))
    again = client.responses.create(
        model=MODEL,
        input=loose([{"type": "item_reference", "id": first.output[0].id}, turn("And?")]),
    )
    assert again.status == "completed"
    with refused(param="input[0].id", code="item_not_found"):
        client.responses.create(
            model=MODEL,
            input=[{"type": "item_reference", "id": "msg_none"}],
        )
