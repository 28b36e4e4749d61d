"""The small style sheet: round corners, focus rings and quiet bars, which palettes cannot say.

It names classes and a few object names, never colours of its own; those come from the tokens.
"""

from tessera.ui.tokens import RADIUS, RADIUS_S, SPACE_S, SPACE_XS, Tokens

_SHEET = """
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: $raised; color: $text; border: 1px solid $strong; border-radius: $r6;
  padding: $p4 $p8; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 3px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
  color: $disabled; border-color: $border; }
QComboBox { padding-right: $p4; combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; outline: none;
  selection-background-color: $soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 $p8; }
QToolButton::menu-indicator { image: none; }
QPushButton {
  background: $raised; color: $text; border: 1px solid $strong; border-radius: $r6;
  padding: 5px 14px; min-height: 20px; }
QPushButton:hover { background: $sunken; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:hover { background: $accent2; }
QPushButton:disabled { color: $disabled; background: $surface; border-color: $border; }
QToolButton { border: 1px solid transparent; border-radius: $r6; padding: $p4; }
QToolButton:hover { background: $sunken; }
QToolButton:checked { background: $soft; border-color: $accent; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolBar { background: $surface; border: none; padding: $p4 $p8; spacing: $p4; }
QWidget#toolRail QToolButton { padding: 3px; }
QWidget#toolRail QToolButton:focus { padding: 2px; }
QFrame#railLine { border: none; border-top: 1px solid $border; margin: 3px 2px 0 2px; }
QScrollArea#meterRoom { background: transparent; border: none; }
QStatusBar { background: $surface; color: $quiet; }
QMenu { background: $raised; border: 1px solid $border; padding: $p4; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: $r6; }
QMenu::item:selected { background: $soft; color: $text; }
QMenu::separator { height: 1px; background: $border; margin: $p4 $p8; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: $p4; }
QPlainTextEdit#composer, QPlainTextEdit#composer:focus {
  border: none; background: transparent; padding: 0; }
QPushButton#sendButton, QPushButton#stopButton {
  background: $accent; border: none; border-radius: 18px; padding: 0;
  min-width: 36px; max-width: 36px; min-height: 36px; max-height: 36px; }
QPushButton#sendButton:hover, QPushButton#stopButton:hover { background: $accent2; }
QPushButton#sendButton:focus, QPushButton#stopButton:focus { border: 2px solid $text; }
QPushButton#sendButton:disabled { background: $sunken; }
QPushButton#makeButton { background: $accent; color: $on_accent; border-color: $accent;
  font-weight: 600; }
QPushButton#makeButton:hover { background: $accent2; }
QPushButton#makeButton:focus { border: 2px solid $text; }
QPushButton#makeButton:disabled { background: $sunken; color: $disabled; border-color: $border; }
QPushButton#makeLegalSize, QPushButton#makeCheapest, QPushButton#makeKept {
  background: transparent; color: $accent;
  border: 1px solid transparent; padding: 2px $p4; text-align: left; }
QPushButton#makeLegalSize:hover, QPushButton#makeCheapest:hover, QPushButton#makeKept:hover {
  background: $sunken; }
QPushButton#makeLegalSize:focus, QPushButton#makeCheapest:focus, QPushButton#makeKept:focus {
  border: 2px solid $accent; padding: 1px 3px; }
QToolButton[chip="true"] { border: 1px solid $border; padding: $p4 $p8; }
QToolButton[chip="true"]:checked { border-color: $accent; }
QScrollArea#makeScroll, QWidget#makePage { background: transparent; }
QSlider:horizontal { min-height: 24px; }
QSlider::groove:horizontal { height: 4px; background: $strong; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; margin: -6px 0; background: $accent;
  border: 2px solid $surface; border-radius: 8px; }
QSlider::handle:horizontal:focus { border-color: $text; }
QProgressBar { background: $border; border: none; border-radius: 2px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QFrame#reference { border: 2px solid transparent; border-radius: $r6; }
QFrame#reference:focus { border-color: $accent; }
QToolButton#referenceNumber { background: $soft; border-radius: 14px; }
QFrame#chip { background: $sunken; border-radius: $r6; }
QScrollArea#chips, QScrollArea#chips > QWidget > QWidget { background: transparent; }
QFrame#notice { background: $raised; border: 1px solid $border; border-radius: $r10; }
QFrame#toast { background: $text; border-radius: $r10; }
QFrame#toast QLabel { color: $surface; }
QFrame#toast QPushButton { background: transparent; color: $surface; border-color: $surface; }
QFrame#toast QPushButton:focus { border: 2px solid $surface; }
QListView#history, QListView#versions { background: $surface; border: none; outline: none; }
QTabBar::tab { color: $quiet; background: transparent; border: 1px solid transparent;
  border-radius: $r6; padding: 6px $p4; margin-right: 2px; }
QTabBar::tab:hover { background: $sunken; }
QTabBar::tab:selected { color: $text; background: $soft; border-color: $accent; }
QTabBar::tab:selected:focus { border: 2px solid $accent; padding: 5px 3px; }
QCheckBox { spacing: $p8; min-height: 24px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $strong; border-radius: 4px;
  background: $raised; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 14px; height: 14px; }
QCheckBox::indicator:disabled { border-color: $border; background: $surface; }
QTreeView { background: $raised; border: 1px solid $border; border-radius: $r6;
  show-decoration-selected: 1; selection-background-color: $soft; selection-color: $text; }
QTreeView::item { min-height: 26px; }
QHeaderView::section { background: $surface; color: $quiet; border: none;
  border-bottom: 1px solid $border; padding: 5px $p8; }
QSplitter::handle { background: $border; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $strong; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def style_sheet(tokens: Tokens) -> str:
    """Return the sheet in the colours of ``tokens``."""
    sheet = _SHEET
    for name, value in _values(tokens):
        sheet = sheet.replace(name, value)
    return sheet


def _values(tokens: Tokens) -> tuple[tuple[str, str], ...]:
    return (
        ("$raised", tokens.surface_raised),
        ("$surface", tokens.surface),
        ("$sunken", tokens.surface_sunken),
        ("$text", tokens.text),
        ("$quiet", tokens.text_quiet),
        ("$disabled", tokens.text_disabled),
        ("$accent2", tokens.accent_strong),
        ("$accent", tokens.accent),
        ("$on_accent", tokens.accent_text),
        ("$soft", tokens.accent_soft),
        ("$border", tokens.border),
        ("$strong", tokens.border_strong),
        ("$r6", f"{RADIUS_S}px"),
        ("$r10", f"{RADIUS}px"),
        ("$p4", f"{SPACE_XS}px"),
        ("$p8", f"{SPACE_S}px"),
    )
