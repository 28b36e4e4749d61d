"""The image tool of a response: read, checked, and whether the question asks for it."""

from dataclasses import dataclass

from tessera.core.models import Model
from tessera.core.words import ModelKind
from tessera.imaging.draw_palette import word_set
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.image_looks import LOOK_FIELDS, Look, read_look
from tessera.sandbox.image_orders import EditPictures, ImageOrder, check_pictures
from tessera.sandbox.pictures import read_source, sent_picture
from tessera.sandbox.refusals import invalid, not_among
from tessera.sandbox.talk import Sent, Talk

TOOL = "image_generation"
TOOL_FIELDS = LOOK_FIELDS | {"type", "action", "input_fidelity", "input_image_mask"}
ACTIONS = ("generate", "edit", "auto")
TOOLS = (TOOL, "function")
# Measured in 2025: what describing the tool to the main model costs. Source: api facts, 2.3.
TOOL_TOKENS = 255

_MAKING = word_set(
    "draw paint generate create make render design illustrate sketch edit change turn add remove "
    "replace extend restyle colour color recolour recolor put"
)
_ASKING = word_set("what which who where when why how is are does do can describe tell count")


@dataclass(frozen=True, slots=True)
class ImageTool:
    """The tool as the request defines it. ``is_forced``: the answer must be a picture."""

    model_id: str
    model: Model
    look: Look
    action: str
    mask: Sent | None
    is_forced: bool

    def is_wanted(self, question: str) -> bool:
        """Return whether the answer to ``question`` is a picture."""
        words = question.lower().split()
        asks = bool(words) and words[0].strip(",.?!") in _ASKING
        return self.is_forced or (not asks and bool(word_set(question) & _MAKING))

    def order(self, house: House, talk: Talk) -> ImageOrder:
        """Return the order for the last question of ``talk``; refuses an impossible edit."""
        pictures = self._pictures(talk)
        if self.action == "edit" and not pictures:
            raise invalid("Image edit requires an input image, but none was found.", "input")
        if self.mask is not None and not pictures:
            raise invalid("A mask requires an input image, but none was found.", "input")
        check_pictures(house, self.model, self.look, EditPictures(pictures, self.mask))
        question = talk.question.strip() or "a picture"
        return ImageOrder(
            self.model_id,
            self.model,
            question[:32_000],
            self.look,
            pictures=pictures,
            mask=self.mask,
        )

    def _pictures(self, talk: Talk) -> tuple[Sent, ...]:
        if self.action == "generate":
            return ()
        latest = talk.latest_picture
        return talk.new_pictures or (() if latest is None else (latest,))


def read_tool(house: House, fields: Fields, *, stream: bool) -> ImageTool | None:
    """Return the image tool of a request, or None where it has none or must not be used."""
    tools = fields.objects("tools", most=128)
    for each in tools:
        kind = each.required_text("type")
        if kind not in TOOLS:
            raise not_among(each.name("type"), kind, TOOLS)
    wanted = next((each for each in tools if each.text("type") == TOOL), None)
    choice, is_forced = _choice(fields)
    if wanted is None:
        if is_forced:
            raise invalid(f"Tool choice '{TOOL}' not found in 'tools' parameter.", "tool_choice")
        return None
    tool = _tool(house, wanted, stream=stream, is_forced=is_forced)
    return None if choice == "none" else tool


def _tool(house: House, fields: Fields, *, stream: bool, is_forced: bool) -> ImageTool:
    fields.only(TOOL_FIELDS)
    model_id = fields.text("model") or _default_model(house)
    model = house.model(model_id, ModelKind.IMAGE, "v1/images/edits")
    return ImageTool(
        model_id=model_id,
        model=model,
        look=read_look(fields, model, stream=stream),
        action=fields.choice("action", ACTIONS) or "auto",
        mask=_mask(house, fields),
        is_forced=is_forced,
    )


def _default_model(house: House) -> str:
    """Return the newest image model of the day, as the real default moves with the releases."""
    offered = house.catalogue.image(house.today())
    dated = [model for model in offered if model.released is not None]
    newest = max((model.released for model in dated if model.released), default=None)
    first = next((model for model in dated if model.released == newest), None)
    return first.id if first is not None else offered[-1].id if offered else "gpt-image-1"


def _mask(house: House, fields: Fields) -> Sent | None:
    mask = fields.nested("input_image_mask")
    if mask is None:
        return None
    mask.only(["image_url", "file_id"])
    data, param = read_source(house, mask)
    return sent_picture(data, None, param)


def _choice(fields: Fields) -> tuple[str | None, bool]:
    """Return the tool choice's word and whether it forces the image tool."""
    value = fields.raw("tool_choice")
    if isinstance(value, dict):
        kind = Fields(value, "tool_choice").required_text("type")
        return kind, kind == TOOL
    word = fields.choice("tool_choice", ("none", "auto", "required"))
    return word, word == "required"
