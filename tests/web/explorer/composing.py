"""An input method that composes in a field, as Chromium reports one."""

from __future__ import annotations

from playwright.sync_api import Locator

LISTEN = """field => {
  field.reached = [];
  field.addEventListener("keydown", event => field.reached.push(event.key));
  field.form?.addEventListener("submit", () => field.reached.push("submit"));
}"""
KEYS = ("Enter", "Escape", "ArrowDown", "Tab")
CODE_OF_SAFARI = {"isComposing": False, "keyCode": 229}


class Composition:
    """A composition in a field; it is open from the start until :meth:`commit`."""

    def __init__(self, field: Locator, text: str) -> None:
        field.focus()
        self._field, self._session = field, field.page.context.new_cdp_session(field.page)
        self._session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    def press(self, key: str) -> None:
        """Press a key that the input method handles."""
        self._field.dispatch_event("keydown", {"key": key, "bubbles": True, "cancelable": True, "isComposing": True, "keyCode": 229})

    def commit(self, text: str) -> None:
        """End the composition with a text."""
        self._session.send("Input.insertText", {"text": text})
        self._session.detach()


def reaching(field: Locator) -> list[str]:
    """The key presses and submissions of a composition that reach a field or its form."""
    field.evaluate(LISTEN)
    field.focus()
    if field.get_attribute("type") == "number":
        field.dispatch_event("compositionstart")
    else:
        Composition(field, "2020")
    field.press("Enter")  # by the browser: it is the submission that counts
    for key in KEYS:
        for state in ({"isComposing": True, "keyCode": 229}, CODE_OF_SAFARI):
            field.dispatch_event("keydown", {"key": key, "bubbles": True, "cancelable": True, **state})
    field.dispatch_event("compositionend")
    reached = field.evaluate("field => field.reached")
    return [str(key) for key in reached if not (key == "Enter" and field.get_attribute("type") == "number")]
