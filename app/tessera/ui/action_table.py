"""Every action of the window in one table: menus, toolbar, shortcuts and the document follow it.

The order of the table is the order in the menus. An action's id names its handler: ``photo.open``
calls ``on_photo_open``. *Facts* say what is true in the window now; an action can be used when all
facts it ``needs`` hold. ``keys`` are written as Qt writes them on every platform; ``standard``
adds the platform's own keys.
"""

from enum import StrEnum

from PySide6.QtGui import QKeySequence


class Fact(StrEnum):
    """What can be true in the window."""

    HAS_PHOTO = "has_photo"
    HAS_QUESTION = "has_question"  # something to send
    IS_IDLE = "is_idle"  # no call is under way
    IS_RUNNING = "is_running"
    HAS_ANSWER = "has_answer"
    CAN_RETRY = "can_retry"
    CAN_CONTINUE = "can_continue"  # the last answer was cut by its length
    HAS_TURNS = "has_turns"
    HAS_SESSION = "has_session"
    CAN_UNDO_DELETE = "can_undo_delete"
    HAS_FILES = "has_files"  # the provider can keep files
    CAN_UNDO = "can_undo"  # something the hand did on the photo
    CAN_REDO = "can_redo"
    HAS_MASK = "has_mask"
    CAN_COUNT = "can_count"  # the provider can count a question before it is asked


class ActionSpec:
    """One action. ``menu`` is a title of `MENUS`; ``starts_group`` draws a line above it.

    Written out by hand: a dataclass would cost 6 million instructions before the first paint.
    """

    __slots__ = (
        *("id", "text", "menu", "tip", "icon", "keys", "standard", "needs"),
        *("starts_group", "in_toolbar", "is_switch", "is_submenu"),
    )

    def __init__(
        self,
        id: str,
        text: str,
        menu: str,
        tip: str,
        icon: str = "",
        keys: tuple[str, ...] = (),
        standard: QKeySequence.StandardKey | None = None,
        *,
        needs: frozenset[Fact] = frozenset(),
        starts_group: bool = False,
        in_toolbar: bool = False,
        is_switch: bool = False,
        is_submenu: bool = False,
    ) -> None:
        self.id = id
        self.text = text
        self.menu = menu
        self.tip = tip
        self.icon = icon
        self.keys = keys
        self.standard = standard
        self.needs = needs
        self.starts_group = starts_group
        self.in_toolbar = in_toolbar
        self.is_switch = is_switch
        self.is_submenu = is_submenu

    @property
    def handler(self) -> str:
        """Return the name of the method that does it."""
        return "on_" + self.id.replace(".", "_")


MENUS = (
    "&File", "&Edit", "&View", "Mas&k", "&Meter", "M&ake", "&Chat", "&Session", "&Help",
)  # fmt: skip

_Key = QKeySequence.StandardKey

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "photo.open", "&Open photo…", "&File", "Open a photo from this machine", "open",
        ("Ctrl+O",), _Key.Open, in_toolbar=True,
    ),
    ActionSpec(
        "photo.paste", "&Paste photo", "&File", "Open the picture on the clipboard", "paste",
        ("Ctrl+V",), _Key.Paste, in_toolbar=True,
    ),
    ActionSpec(
        "photo.open_link", "Open from a &web address…", "&File",
        "Fetch a picture from a web address, or send it as a link", "link",
        ("Ctrl+L",), in_toolbar=True,
    ),
    ActionSpec(
        "photo.recent", "Open &recent", "&File", "Photos that were open before", is_submenu=True,
    ),
    ActionSpec(
        "photo.sample", "Open the sa&mple picture", "&File",
        "Try everything on a picture that came with Tessera", "photo",
    ),
    ActionSpec(
        "photo.save_copy", "&Save as…", "&File",
        "Save the photo that is open as a file, in a format of your choice", "save",
        ("Ctrl+S",), _Key.Save, needs=frozenset({Fact.HAS_PHOTO}), starts_group=True,
    ),
    ActionSpec(
        "photo.export_starred", "E&xport starred…", "&File",
        "Save everything that is starred in this session into a folder", "",
        ("Ctrl+Shift+X",), needs=frozenset({Fact.HAS_SESSION}),
    ),
    ActionSpec(
        "photo.copy", "Cop&y the picture", "&File",
        "Put the photo that is open on the clipboard: its pixels and nothing else", "copy",
        ("Ctrl+Shift+C",), needs=frozenset({Fact.HAS_PHOTO}),
    ),
    ActionSpec(
        "photo.facts", "Picture &facts…", "&File",
        "See what the file is and where it came from", "about",
        ("Ctrl+I",), needs=frozenset({Fact.HAS_PHOTO}),
    ),
    ActionSpec(
        "chat.save_markdown", "Save the con&versation…", "&File",
        "Save this session's conversation as Markdown", "text",
        ("Ctrl+Shift+S",), _Key.SaveAs, needs=frozenset({Fact.HAS_TURNS}),
    ),
    ActionSpec(
        "photo.remove", "&Close the photo", "&File",
        "Take the photo off the canvas; it stays in the session", "close",
        ("Ctrl+Shift+W",), needs=frozenset({Fact.HAS_PHOTO}),
    ),
    ActionSpec(
        "app.connect", "Co&nnect a provider…", "&File",
        "Choose a provider, enter its key and test it at no cost", "key",
        ("Ctrl+K",), starts_group=True,
    ),
    ActionSpec(
        "app.files_at_provider", "Files at the provi&der…", "&File",
        "See and delete the pictures that lie at the provider", "files",
        needs=frozenset({Fact.HAS_FILES}),
    ),
    ActionSpec(
        "app.settings", "Se&ttings…", "&File", "Change how Tessera looks and works", "settings",
        ("Ctrl+,",), _Key.Preferences,
    ),
    ActionSpec(
        "app.quit", "&Quit", "&File", "Close the window; everything is kept", "",
        ("Ctrl+Q",), _Key.Quit, starts_group=True,
    ),
    ActionSpec(
        "view.fit", "&Fit the photo", "&View", "Show the whole photo", "fit",
        ("Ctrl+0",), needs=frozenset({Fact.HAS_PHOTO}), in_toolbar=True, starts_group=True,
    ),
    ActionSpec(
        "view.actual", "&Actual size", "&View", "Show one pixel of the photo as one of the screen",
        "actual", ("Ctrl+1",), needs=frozenset({Fact.HAS_PHOTO}), in_toolbar=True,
    ),
    ActionSpec(
        "view.zoom_in", "Zoom &in", "&View", "Show the photo larger", "zoom_in",
        ("Ctrl++", "Ctrl+="), _Key.ZoomIn, needs=frozenset({Fact.HAS_PHOTO}), in_toolbar=True,
    ),
    ActionSpec(
        "view.zoom_out", "Zoom &out", "&View", "Show the photo smaller", "zoom_out",
        ("Ctrl+-",), _Key.ZoomOut, needs=frozenset({Fact.HAS_PHOTO}), in_toolbar=True,
    ),
    ActionSpec(
        "view.grid", "&Grid of the model", "&View",
        "Lay the patches or tiles that the model sees over the photo", "grid",
        ("Ctrl+G",), starts_group=True, in_toolbar=True, is_switch=True,
    ),
    ActionSpec(
        "view.model_eye", "Model's &eye", "&View",
        "Show the photo as the model receives it; on the canvas, hold E to compare", "eye",
        ("Ctrl+E",), needs=frozenset({Fact.HAS_PHOTO}), in_toolbar=True, is_switch=True,
    ),
    ActionSpec(
        "view.eye_beside", "Model's eye &beside the photo", "&View",
        "Show the photo and what the model receives of it side by side", "",
        ("Ctrl+Alt+E",), needs=frozenset({Fact.HAS_PHOTO}), is_switch=True,
    ),
    ActionSpec(
        "view.compare", "Com&pare with the original…", "&View",
        "See what changed between two states of a picture, and how far it drifted", "",
        ("Ctrl+Shift+D",), needs=frozenset({Fact.HAS_PHOTO}),
    ),
    ActionSpec(
        "view.theme", "Switch between &light and dark", "&View",
        "Change the colours of the window", "dark", ("Ctrl+Shift+L",), starts_group=True,
    ),
    ActionSpec(
        "meter.compare", "&Compare models…", "&Meter",
        "See what this question costs with every model at every detail", "table",
        ("Ctrl+Shift+M",),
    ),
    ActionSpec(
        "meter.check", "C&heck with the server", "&Meter",
        "Have the provider count this question; its pictures are sent for it", "check",
        ("Ctrl+Shift+K",), needs=frozenset({Fact.CAN_COUNT, Fact.IS_IDLE}),
    ),
    ActionSpec(
        "meter.generations", "Price a &generation…", "&Meter",
        "See what making pictures costs by model, size and quality", "",
        ("Ctrl+Shift+G",),
    ),
    ActionSpec(
        "meter.learn", "Calibrate and c&orrect…", "&Meter",
        "Correct the meter by what was billed, or find a model's rule with blank pictures",
        starts_group=True,
    ),
    ActionSpec(
        "meter.catalogue", "Catalog&ue…", "&Meter",
        "See every model's prices, dates and rule, and correct, import or refresh them",
    ),
    ActionSpec(
        "money.spending", "&Spending…", "&Meter",
        "See what was spent by day, model and kind, and export it", "chart",
        ("Ctrl+Shift+E",), starts_group=True,
    ),
    ActionSpec(
        "money.planner", "&Planner…", "&Meter",
        "Plan what a month of pictures costs",
    ),
    ActionSpec(
        "money.limits", "Spending &limits…", "&Meter",
        "Set caps for a call, a day and a month, and a prepaid balance",
    ),
    ActionSpec(
        "mode.ask", "&Ask about the photo", "M&ake", "Ask a model what the photo shows", "",
        ("Ctrl+Alt+1",),
    ),
    ActionSpec(
        "mode.generate", "&Generate pictures", "M&ake",
        "Make pictures from words; the price stands on the button", "",
        ("Ctrl+Alt+2",),
    ),
    ActionSpec(
        "mode.edit", "&Edit the picture", "M&ake",
        "Change the picture by words; with a mask, nothing else changes", "",
        ("Ctrl+Alt+3",),
    ),
    ActionSpec(
        "mode.extend", "E&xtend the picture", "M&ake",
        "Let the picture grow beyond its edges", "",
        ("Ctrl+Alt+4",),
    ),
    ActionSpec(
        "mode.vary", "&Vary", "M&ake",
        "Make one prompt in several sizes and qualities, priced as a whole", "",
        ("Ctrl+Alt+5",),
    ),
    ActionSpec(
        "chat.send", "&Send", "&Chat", "Ask the model; the meter says what it will cost", "send",
        ("Ctrl+Return",), needs=frozenset({Fact.HAS_QUESTION, Fact.IS_IDLE}),
    ),
    ActionSpec(
        "chat.stop", "S&top", "&Chat", "Stop the answer; what arrived stays", "stop",
        ("Esc",), needs=frozenset({Fact.IS_RUNNING}),
    ),
    ActionSpec(
        "chat.retry", "&Retry", "&Chat", "Ask again; this may cost again", "retry",
        ("Ctrl+R",), _Key.Refresh, needs=frozenset({Fact.CAN_RETRY, Fact.IS_IDLE}),
    ),
    ActionSpec(
        "chat.continue", "Co&ntinue the answer", "&Chat",
        "Go on where the answer was cut by its length", "continue",
        ("Ctrl+Shift+Return",), needs=frozenset({Fact.CAN_CONTINUE, Fact.IS_IDLE}),
    ),
    ActionSpec(
        "chat.leaving", "&What leaves this machine…", "&Chat",
        "See precisely what the next request sends, and to whom, before it is sent",
        needs=frozenset({Fact.HAS_QUESTION, Fact.IS_IDLE}), starts_group=True,
    ),
    ActionSpec(
        "chat.copy", "&Copy the answer", "&Chat", "Copy the chosen or the last answer as text",
        "copy", ("Ctrl+C",), _Key.Copy, needs=frozenset({Fact.HAS_ANSWER}), starts_group=True,
    ),
    ActionSpec(
        "session.new", "&New session", "&Session", "Start afresh; this session is kept", "new",
        ("Ctrl+N",), _Key.New,
    ),
    ActionSpec(
        "session.rename", "&Rename…", "&Session", "Give this session another name", "rename",
        ("F2",), needs=frozenset({Fact.HAS_SESSION}),
    ),
    ActionSpec(
        "session.delete", "&Delete", "&Session", "Delete this session; it can be undone", "delete",
        needs=frozenset({Fact.HAS_SESSION}),
    ),
    ActionSpec(
        "session.undo_delete", "&Undo delete", "&Session", "Bring the deleted session back",
        "undo", ("Ctrl+Alt+Z",), needs=frozenset({Fact.CAN_UNDO_DELETE}),
    ),
    ActionSpec(
        "session.search", "&Find a session", "&Session",
        "Search the names and words of all sessions", "search", ("Ctrl+F",), _Key.Find,
        starts_group=True,
    ),
    ActionSpec(
        "app.shortcuts", "&Keyboard shortcuts", "&Help", "List every shortcut", "",
        ("F1",), _Key.HelpContents,
    ),
    ActionSpec(
        "app.log", "&Log", "&Help", "Read what the program did, without any secret",
        starts_group=True,
    ),
    ActionSpec(
        "app.diagnostics", "&Diagnostics…", "&Help",
        "Collect what helps to find a fault, and look through it before sharing",
    ),
    ActionSpec(
        "library.check", "&Check the library…", "&Help",
        "Read everything that is kept for damage; nothing is changed", starts_group=True,
    ),
    ActionSpec(
        "library.export", "&Export the library…", "&Help", "Write everything but keys to one file",
    ),
    ActionSpec(
        "library.restore", "&Restore a library…", "&Help",
        "Check an export and use it from the next start on; the present library is kept",
    ),
    ActionSpec(
        "library.erase", "Era&se everything…", "&Help",
        "Remove everything that Tessera keeps on this machine",
    ),
    ActionSpec(
        "app.about", "&About Tessera", "&Help", "Version and licences", "about",
        starts_group=True,
    ),
)  # fmt: skip
