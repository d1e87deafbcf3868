// Tables and code that scroll sideways can be reached and scrolled with the keyboard. The theme puts tables into their
// boxes while the page starts.
const BOXES = ".md-typeset__scrollwrap, .md-typeset pre > code";

function openToKeyboard() {
  for (const box of document.querySelectorAll(BOXES)) {
    if (box.tabIndex === 0) continue;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.querySelector("table") ? "Table" : "Code");
  }
}

openToKeyboard();
new MutationObserver(openToKeyboard).observe(document.querySelector("article"), { childList: true, subtree: true });

// The search is a component with styles of its own, its grey is too pale, and its results scroll.
const SEARCH_STYLE = `
  dialog { --alpha-lighter: 0.75 !important; --alpha-light: 0.85 !important }
  [role="option"] menu, [role="option"] menu * {
    color: rgb(var(--color-foreground) / 0.75) !important;
    opacity: 1 !important;
  }`;

function openSearch() {
  for (const { shadowRoot } of document.body.children) {
    const results = shadowRoot?.querySelector("[role=listbox]")?.parentElement;
    if (results && results.tabIndex !== 0) results.tabIndex = 0;
    if (!shadowRoot || shadowRoot.querySelector("[data-contrast]")) continue;
    new MutationObserver(openSearch).observe(shadowRoot, { attributes: true, childList: true, subtree: true });
    const style = document.createElement("style");
    style.dataset.contrast = "";
    style.textContent = SEARCH_STYLE;
    shadowRoot.append(style);
  }
}

openSearch();
new MutationObserver(openSearch).observe(document.body, { childList: true, attributes: true, subtree: true });
