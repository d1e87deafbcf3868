"""A page as a reader has it: headless Chromium, loaded offline, asked for everything that would annoy somebody.

    def test_the_page_is_clean(browser: Browser) -> None:
        with browser.visit(file.as_uri(), width=360, scheme="dark") as visit:
            visit.page.get_by_role("button", name="Copy").click()
            assert visit.problems() == []

`browser` is a fixture of tests/conftest.py, `serve(folder)` serves a folder on the loopback address.
"""

from tests.browser.chromium import Browser, ChromiumMissingError, Profile, open_browser
from tests.browser.serving import serve
from tests.browser.visit import Visit

__all__ = ["Browser", "ChromiumMissingError", "Profile", "Visit", "open_browser", "serve"]
