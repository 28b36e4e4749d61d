"""The answers are true: they are computed from the very picture that was sent."""

import io

import pytest
from openai import OpenAI
from PIL import Image, ImageDraw, ImageFilter

from tests.sandbox.asking import ask, loose, question, turn
from tests.sandbox.drawn import encoded, halves, plain, stacked


def test_two_different_photos_get_two_different_correct_descriptions(client: OpenAI) -> None:
    one = ask(client, "Describe this picture.", halves("red", "blue", 640, 400)).output_text
    other = ask(client, "Describe this picture.", stacked("white", "green", 300, 900)).output_text
    assert "The left half is red (100 %) and the right half is blue (100 %)." in one
    assert "640×400 pixels" in one
    assert "landscape 8:5" in one
    assert "The top half is white (100 %) and the bottom half is green (100 %)." in other
    assert "300×900 pixels" in other
    assert "portrait 1:3" in other
    assert "red" not in other
    assert "green" not in one


def test_a_dark_picture_is_called_dark_and_a_bright_one_bright(client: OpenAI) -> None:
    dark = ask(client, "How is the light?", halves((20, 20, 24), (60, 60, 64))).output_text
    bright = ask(client, "How is the light?", halves((250, 250, 250), (220, 225, 230))).output_text
    assert "It is dark (mean brightness 16 %)" in dark
    assert "The brightest part is the right side, the darkest the left side." in dark
    assert "It is very bright (mean brightness 93 %)" in bright


def test_a_blurred_picture_is_told_from_a_sharp_one(client: OpenAI) -> None:
    sharp = Image.new("RGB", (600, 400), "navy")
    ImageDraw.Draw(sharp).ellipse((150, 80, 450, 330), fill="orange")
    blurred = sharp.filter(ImageFilter.GaussianBlur(8))
    assert "It is sharp:" in ask(client, "Is it in focus?", encoded(sharp)).output_text
    assert "It is blurred:" in ask(client, "Is it in focus?", encoded(blurred)).output_text


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Which colours do you see?", "The dominant colours are red (50 %) and blue (50 %)."),
        ("What is the resolution?", "It is 640×400 pixels"),
        ("Is it blurry?", "It is sharp:"),
        ("What is on the left?", "The left half is red"),
        ("How bright is it?", "It is rather dark"),
        ("Is it blue?", "Blue covers 50 % of it."),
    ],
)
def test_what_was_asked_for_comes_first(client: OpenAI, asked: str, first: str) -> None:
    paragraphs = ask(client, asked, halves("red", "blue")).output_text.split("\n\n")
    assert paragraphs[0] == f"You asked: “{asked}”"
    assert paragraphs[1].startswith(first)


def test_the_answer_says_that_it_is_the_sandbox_and_that_nothing_was_charged(
    client: OpenAI,
) -> None:
    said = ask(client, "What is this?", plain(50, 50)).output_text
    assert "sandbox on your own machine" in said
    assert "nothing was charged" in said


def test_text_in_a_picture_is_not_pretended_to_be_read(client: OpenAI) -> None:
    said = ask(client, "Read the text on the sign.", plain(50, 50)).output_text
    assert "I cannot read text in a picture" in said


def test_several_pictures_are_counted_and_compared(client: OpenAI) -> None:
    said = ask(
        client, "Compare them.", plain(100, 100, "white"), plain(50, 80, "black")
    ).output_text
    assert "You sent 2 pictures. Picture 1 is the brightest, picture 2 the darkest." in said
    assert "The largest is picture 1." in said
    assert "Picture 2 of 2: It is 50×80 pixels, portrait 5:8" in said


def test_a_follow_up_question_looks_at_the_earlier_picture_again(client: OpenAI) -> None:
    first = ask(client, "Hello", halves("red", "blue"))
    second = client.responses.create(
        model="gpt-5-mini", previous_response_id=first.id, input="Which colours?"
    )
    assert "Looking again at the picture you sent before:" in second.output_text
    assert "red (50 %) and blue (50 %)" in second.output_text


def test_a_follow_up_may_send_everything_again(client: OpenAI) -> None:
    earlier = turn("What is it?", plain(64, 64, "yellow"))
    said = {"role": "assistant", "content": [{"type": "output_text", "text": "A picture."}]}
    second = client.responses.create(
        model="gpt-5-mini",
        input=loose([earlier, said, {"role": "user", "content": "Which colour?"}]),
    )
    assert "almost entirely yellow" in second.output_text


def test_without_a_picture_the_answer_says_so(client: OpenAI) -> None:
    said = client.responses.create(model="gpt-5-mini", input="Good morning").output_text
    assert "There is no picture in this conversation, only your 2 words." in said


def test_the_orientation_in_the_file_is_applied(client: OpenAI) -> None:
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (200, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn to the right: what was left is now at the top
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    asked = question("Where are the colours?", out.getvalue())
    said = client.responses.create(model="gpt-5-mini", input=asked).output_text
    assert "200×400 pixels" in said
    assert "The top half is red" in said


def test_transparent_parts_are_mentioned(client: OpenAI) -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 50, 100))
    said = ask(client, "Which colours?", encoded(image)).output_text
    assert "50 % of it is transparent" in said


def test_a_long_question_is_quoted_in_part(client: OpenAI) -> None:
    said = ask(client, "why " * 200, plain(10, 10)).output_text
    assert "why…”" in said.split("\n\n")[0]
    assert len(said.split("\n\n")[0]) < 200
