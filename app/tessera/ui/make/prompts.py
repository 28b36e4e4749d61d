"""Prompts by parts and saved templates: between the prompt's field, its builder and the library."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.core.prompt_parts import (
    PromptParts,
    from_json,
    prompt_text,
    read_prompt,
    tidy,
    to_json,
)
from tessera.ui.make.name_dialog import NameDialog
from tessera.ui.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from tessera.store.templates import SavedTemplate
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.make.prompt_field import PromptField

KIND = "prompt"
NAME_LENGTH = 40
NOT_SENT = "Not sent"


class Prompts(QObject):
    """Owns the builder and the list of templates."""

    def __init__(self, window: QWidget, studio: Studio, jobs: JobScope, field: PromptField) -> None:
        super().__init__(window)
        self._window, self._studio, self._jobs, self._field = window, studio, jobs, field
        self._templates: tuple[SavedTemplate, ...] = ()
        self._to_save = PromptParts()
        field.parts_wanted.connect(self.open_builder)
        field.templates_due.connect(self.show_templates)
        field.template_chosen.connect(self.on_template_chosen)
        field.template_removed.connect(self.on_template_removed)
        field.save_wanted.connect(self.on_save_wanted)

    async def load(self) -> None:
        """Bring the templates."""
        found = await self._studio.desk.run(self._studio.library.templates.all)
        self._templates = tuple(each for each in found if each.kind == KIND)

    @Slot()
    def open_builder(self) -> None:
        """Edit the prompt by parts."""
        from tessera.ui.make.builder import PromptBuilder

        builder = PromptBuilder(self._window, read_prompt(self._field.text()))
        builder.used.connect(self._field.set_text)
        builder.save_wanted.connect(self.save)
        builder.open()

    @Slot()
    def show_templates(self) -> None:
        """List the templates in the menu that opens."""
        self._field.show_templates([(each.id, each.name) for each in self._templates])

    @Slot(str)
    def on_template_chosen(self, template_id: str) -> None:
        """Put a template's prompt into the field."""
        chosen = next((each for each in self._templates if each.id == template_id), None)
        if chosen is None:
            return
        try:
            parts = from_json(chosen.body)
        except ValueError:  # of a newer program
            return
        self._field.set_text(prompt_text(parts))
        self._jobs.start("use template", self._touch(template_id))

    @Slot(str)
    def on_template_removed(self, template_id: str) -> None:
        """Remove a template."""
        self._jobs.start("remove template", self._remove(template_id))

    @Slot()
    def on_save_wanted(self) -> None:
        """Save what is written as a template."""
        self.save(read_prompt(self._field.text()))

    @Slot(object)
    def save(self, parts: PromptParts) -> None:
        """Ask for a name and keep ``parts`` under it."""
        self._to_save = tidy(parts)
        name = shortened(self._to_save.subject, NAME_LENGTH)
        dialog = NameDialog(self._window, "Save as a template", name, "Save")
        dialog.named.connect(self.on_named)
        dialog.open()

    def keep(self, prompts: Sequence[str]) -> None:
        """Keep prompts that were not sent as templates, each under its first words."""
        for prompt in prompts:
            parts = tidy(read_prompt(prompt))
            name = shortened(f"{NOT_SENT}: {parts.subject}", NAME_LENGTH)
            self._studio.desk.post(partial(self._put, name, to_json(parts)))

    def _put(self, name: str, body: str) -> None:
        self._studio.library.templates.add(name, body, kind=KIND)

    @Slot(str)
    def on_named(self, name: str) -> None:
        """Keep the parts under their name."""
        self._jobs.start("save template", self._add(name, self._to_save))

    async def _add(self, name: str, parts: PromptParts) -> None:
        templates = self._studio.library.templates
        await self._studio.desk.run(templates.add, name, to_json(parts), kind=KIND)
        await self.load()

    async def _touch(self, template_id: str) -> None:
        await self._studio.desk.run(self._studio.library.templates.touch, template_id)
        await self.load()

    async def _remove(self, template_id: str) -> None:
        await self._studio.desk.run(self._studio.library.templates.remove, template_id)
        await self.load()
