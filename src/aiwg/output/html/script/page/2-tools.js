// A bar is one tab stop; arrows walk the load order, Enter opens the list.
function walkBar(bar) {
  const tool = bar.closest(".tool");
  const details = find("details", tool);
  const readout = find(".read", tool);
  const resting = readout.textContent;
  const parts = all(".seg", bar);
  const rows = new Map(all(".olist > [data-o]", tool).map((row) => [row.dataset.o, row]));
  let at = -1;

  function show(index) {
    if (at >= 0) {
      parts[at].classList.remove("on");
      parts[at].setAttribute("aria-selected", "false");
      rows.get(parts[at].dataset.o)?.classList.remove("on");
    }
    at = index;
    const part = parts[at];
    readout.textContent = part ? part.getAttribute("aria-label") : resting;
    if (!part) return bar.removeAttribute("aria-activedescendant");
    part.classList.add("on");
    part.setAttribute("aria-selected", "true");
    rows.get(part.dataset.o)?.classList.add("on");
    bar.setAttribute("aria-activedescendant", part.id);
  }

  bar.setAttribute("role", "listbox");
  bar.setAttribute("aria-orientation", "horizontal");
  bar.setAttribute("aria-label", `Load order of ${bar.dataset.name}`);
  bar.tabIndex = 0;
  parts.forEach((part, index) => {
    part.id = `${tool.id}-part-${part.dataset.o}`;
    part.setAttribute("role", "option");
    part.setAttribute("aria-selected", "false");
    part.setAttribute("aria-label", `${part.dataset.o} of ${rows.size}: ${part.title}`);
    part.removeAttribute("title");
    part.addEventListener("pointerenter", () => show(index));
    part.addEventListener("click", () => {
      details.open = true;
      show(index);
    });
  });
  bar.addEventListener("pointerleave", () => document.activeElement === bar || show(-1));
  bar.addEventListener("focus", () => at < 0 && show(0));
  bar.addEventListener("blur", () => show(-1));
  bar.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: parts.length - 1 };
    if (event.key === "Enter" || event.key === " ") details.open = !details.open;
    else if (!(event.key in moves)) return;
    else if (parts[moves[event.key]]) show(moves[event.key]);
    event.preventDefault();
  });
}
all(".bar").forEach(walkBar);

const tools = all("#tool-list > .tool");
find("#order")?.addEventListener("change", (event) => {
  const key = event.target.value;
  const ordered = key ? [...tools].sort((a, b) => b.dataset[key] - a.dataset[key]) : tools;
  find("#tool-list").append(...ordered);
});

// A run of files opens into the name and the sizes of each.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".xp[data-run]");
  if (!button) return;
  const row = button.closest("li");
  const open = flip(button);
  let list = find(".names", row);
  if (!list) {
    const [names, own] = data.runs[button.dataset.run];
    const usual = (name) => (typeof name === "number" ? data.usual[name] : data.usualFiles[name]);
    list = make("ul", { class: "names" });
    data.runNames[names].forEach((name, i) => {
      const label = typeof name === "number" ? data.artifacts[name][1] : name;
      const sizes = (data.sizes[own]?.[i] ?? usual(name)).map(number);
      const parts = [make("span", { class: "path", text: label })];
      if (typeof name !== "number") parts.push(make("span", { class: "muted", text: "yours" }));
      list.append(make("li", {}, ...parts, make("span", { class: "num muted", text: sizes.join(" + ") })));
    });
    row.append(list);
  }
  list.hidden = !open;
});
