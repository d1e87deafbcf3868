const matrix = find("#mx");
const hits = find("#hits");
const search = find("#q");
const WORST_SHOWN = 150;

function cellOf(artifact, tool) {
  const [outcome, path] = data.cells[cellNumber(artifact, tool)];
  return { outcome: data.outcomes[outcome], path: data.paths[path] };
}
const cellNumber = (artifact, tool) => data.rows[data.row[artifact]][tool];
const levelOf = (artifact, tool) => cellOf(artifact, tool).outcome[0];
const kindOf = (artifact) => data.kinds[data.artifacts[artifact][0]][0];
const isShown = (row) => !row.hidden && !row.parentNode.hidden;

function artifactRow(artifact, withKind) {
  const [, name] = data.artifacts[artifact];
  const head = make("th", { scope: "row" }, make("span", { class: "path", text: name }));
  if (withKind) head.append(make("span", { class: "ex", text: data.kinds[data.artifacts[artifact][0]][1] }));
  const row = make("tr", { class: withKind ? "one" : "sub", "data-artifact": artifact }, head);
  data.tools.forEach((_, tool) => {
    const level = levelOf(artifact, tool);
    row.append(make("td", { class: `c ${level}`, tabindex: "-1", text: data.levels[level][0] }));
  });
  return row;
}

function membersOf(row) {
  return row.dataset.artifact === undefined ? unrun(data.patterns[row.dataset.row]) : [Number(row.dataset.artifact)];
}

// Rows come in steps, so that the page stays quick however many artifacts there are.
function addRows(after, members) {
  const step = Math.max(20, Math.round(1200 / data.tools.length / 10) * 10);
  let last = after;
  for (const artifact of members.slice(0, step)) {
    const row = artifactRow(artifact);
    last.after(row);
    last = row;
  }
  const rest = members.slice(step);
  if (!rest.length) return;
  const button = make("button", { class: "btn small", type: "button", text: `Show ${number(Math.min(step, rest.length))} of ${number(rest.length)} more` });
  const row = make("tr", { class: "sub" }, make("th", { scope: "row" }, button), make("td", { colspan: data.tools.length }));
  button.addEventListener("click", () => {
    const before = row.previousElementSibling;
    row.remove();
    addRows(before, rest);
    find("td.c", before.nextElementSibling).focus();
  });
  last.after(row);
}

function removeRows(row) {
  while (row.nextElementSibling?.matches(".sub")) row.nextElementSibling.remove();
}

// Search and filters.
const wanted = { words: "", group: "", levels: "" };

function fits(letters) {
  return !wanted.levels || [...letters].some((letter) => wanted.levels.includes(letter));
}

function showGroups() {
  let shown = 0;
  for (const body of all("tbody[data-group]", matrix)) {
    let any = false;
    const off = wanted.words || (wanted.group && body.dataset.group !== wanted.group);
    for (const row of all("tr[data-row]", body)) {
      const members = unrun(data.patterns[row.dataset.row]);
      const letters = row.dataset.s || members.flatMap((each) => data.tools.map((_, tool) => levelOf(each, tool)));
      row.hidden = off || !fits(letters);
      for (let next = row.nextElementSibling; next?.matches(".sub"); next = next.nextElementSibling) next.hidden = row.hidden;
      if (row.hidden) continue;
      any = true;
      shown += members.length;
    }
    body.hidden = !any;
  }
  return shown;
}

function showHits() {
  const kind = wanted.group && find(`tbody[data-group="${wanted.group}"] tr[data-row]`, matrix);
  const kindNumber = kind ? data.artifacts[membersOf(kind)[0]][0] : -1;
  const words = wanted.words.split(/\s+/);
  const found = [];
  data.artifacts.forEach(([kind, name, , , description], artifact) => {
    if (kindNumber >= 0 && kind !== kindNumber) return;
    const text = `${kindOf(artifact)}/${name} ${description}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) return;
    if (fits(data.tools.map((_, tool) => levelOf(artifact, tool)))) found.push(artifact);
  });
  hits.replaceChildren(...found.slice(0, WORST_SHOWN).map((artifact) => artifactRow(artifact, true)));
  if (found.length > WORST_SHOWN) {
    const text = `${number(found.length - WORST_SHOWN)} more match. Type more to narrow the list.`;
    hits.append(make("tr", {}, make("th", { scope: "row", text }), make("td", { colspan: data.tools.length })));
  }
  return found.length;
}

function filter() {
  const inGroups = showGroups();
  const shown = wanted.words ? showHits() : inGroups;
  hits.hidden = !wanted.words;
  const total = data.artifacts.length;
  find("#shown").textContent = shown === total ? `${number(total)} artifacts` : `${number(shown)} of ${number(total)} artifacts`;
  find("#none").hidden = shown > 0;
  giveTabStop();
}

function press(button) {
  all("[data-only]").forEach((each) => each.setAttribute("aria-pressed", each === button));
  wanted.levels = button.dataset.only;
  filter();
}

function reset() {
  search.value = find("#kind").value = wanted.words = wanted.group = "";
  press(find("[data-only='']"));
}

// The matrix is one tab stop; arrows move in it.
function giveTabStop(to = all("td.c", matrix).find((cell) => isShown(cell.parentNode))) {
  all("td.c[tabindex='0']", matrix).forEach((cell) => (cell.tabIndex = -1));
  if (to) to.tabIndex = 0;
}

function neighbour(cell, key) {
  const row = cell.parentNode;
  const cells = all("td.c", row);
  const column = cells.indexOf(cell);
  const rows = all("tr", matrix).filter((each) => isShown(each) && find("td.c", each));
  const beside = (step) => rows[rows.indexOf(row) + step] && all("td.c", rows[rows.indexOf(row) + step])[column];
  switch (key) {
    case "ArrowRight": return cells[column + 1];
    case "ArrowLeft": return cells[column - 1] ?? find(".xp", row);
    case "ArrowDown": return beside(1);
    case "ArrowUp": return beside(-1);
    case "Home": return cells[0];
    case "End": return cells.at(-1);
    default: return undefined;
  }
}

if (matrix) {
  matrix.setAttribute("role", "grid");
  all("td.c", matrix).forEach((cell) => (cell.tabIndex = -1));
  giveTabStop();
  let pause;
  search.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      wanted.words = search.value.trim().toLowerCase();
      filter();
    }, 60);
  });
  find("#kind").addEventListener("change", (event) => {
    wanted.group = event.target.value;
    filter();
  });
  all("[data-only]").forEach((button) => button.addEventListener("click", () => press(button)));
  find("#reset").addEventListener("click", () => {
    reset();
    search.focus();
  });
  matrix.addEventListener("click", (event) => {
    const button = event.target.closest(".xp");
    const cell = event.target.closest("td.c");
    if (button) {
      const row = button.closest("tr");
      if (flip(button)) addRows(row, membersOf(row));
      else removeRows(row);
    } else if (cell) openCell(cell);
  });
  matrix.addEventListener("focusin", (event) => event.target.matches("td.c") && giveTabStop(event.target));
  matrix.addEventListener("keydown", (event) => {
    if (event.target.matches(".xp") && event.key === "ArrowRight") {
      find("td.c", event.target.closest("tr"))?.focus();
      return event.preventDefault();
    }
    if (!event.target.matches("td.c") || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = neighbour(event.target, event.key);
    if (event.key === "Enter" || event.key === " ") openCell(event.target);
    else if (!/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    to?.focus();
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

addEventListener("keydown", (event) => {
  const field = search ?? find("#fq");
  if (event.key === "/" && field && !inField() && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  } else if (event.key === "Escape") {
    if (panel?.open) closePanel();
    else if (search && document.activeElement === search) reset();
  }
});
