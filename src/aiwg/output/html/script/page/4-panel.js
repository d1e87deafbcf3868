const panel = find("#panel");
const panelBody = find("#panel-body");
let openedFrom = null;

function closePanel() {
  panel.close();
  document.body.classList.remove("panel-open");
  all("[aria-selected]", matrix).forEach((cell) => cell.removeAttribute("aria-selected"));
  history.replaceState(null, "", location.pathname + location.search);
  openedFrom?.focus();
}

function openCell(cell) {
  const row = cell.parentNode;
  const tool = all("td.c", row).indexOf(cell);
  const members = membersOf(row);
  all("[aria-selected]", matrix).forEach((each) => each.removeAttribute("aria-selected"));
  cell.setAttribute("aria-selected", "true");
  openedFrom = cell;
  showPanel(members, tool);
  if (members.length === 1) {
    const key = encodeURIComponent(keyOf(members[0]));
    history.replaceState(null, "", `#cell=${key}&tool=${encodeURIComponent(data.tools[tool][0])}`);
  }
  keepInSight(cell);
}

// A sheet at the bottom of a small screen must not cover the cell that it explains.
function keepInSight(cell) {
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  const sheet = panel.getBoundingClientRect();
  const place = cell.getBoundingClientRect();
  if (sheet.left < 8 && place.bottom > sheet.top) scrollBy(0, place.top - Math.max(60, sheet.top - 70));
}

const keyOf = (artifact) => `${kindOf(artifact)}/${data.artifacts[artifact][1]}`;
const sentence = (text) => (/^aiwg\b/.test(text) ? text : text[0].toUpperCase() + text.slice(1));
const few = (names) => names.slice(0, 8).join(", ") + (names.length > 8 ? ` and ${number(names.length - 8)} more` : "");
const quoted = (text) => (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function addList(title, lines, kind = "") {
  if (lines.length) panelBody.append(make("h3", { text: title }), make("ul", { class: `small ${kind}` }, ...lines.map((text) => make("li", { text }))));
}

function showPanel(members, tool) {
  const groups = new Map();
  for (const artifact of members) {
    const key = cellNumber(artifact, tool);
    groups.set(key, [...(groups.get(key) ?? []), artifact]);
  }
  const alone = members.length === 1;
  const [, , layer, source, description] = data.artifacts[members[0]];
  const title = alone ? keyOf(members[0]) : `${number(members.length)} ${data.kinds[data.artifacts[members[0]][0]][2]}`;
  panelBody.replaceChildren(
    make("p", { class: "muted small", text: data.tools[tool][1] }),
    make("h2", { id: "panel-title", tabindex: "-1", text: title }),
  );
  if (alone && description) panelBody.append(make("p", { class: "muted", text: description }));
  [...groups.values()].sort((a, b) => b.length - a.length).forEach((group, i) => {
    if (i) panelBody.append(make("hr"));
    addOutcome(group, tool, alone);
  });
  if (alone) {
    addList("Source", [[source, layer && `(${layer})`].filter(Boolean).join(" ")].filter(Boolean), "path");
    addCommand(members[0], tool);
  }
  if (!panel.open) panel.show();
  document.body.classList.add("panel-open");
  find("h2", panelBody).focus({ preventScroll: true });
  panel.scrollTop = 0;
}

function addOutcome(group, tool, alone) {
  const { outcome, path } = cellOf(group[0], tool);
  const [level, form, reason, losses, notes] = outcome;
  const [word, meaning] = data.levels[level];
  const said = make("span", {}, make("b", { text: alone ? word : `${number(group.length)} ${word}` }), `: ${meaning}`);
  panelBody.append(make("p", { class: `lvl ${level}` }, make("i", { class: `m ${level}`, "aria-hidden": "true" }), said));
  if (!alone) panelBody.append(make("p", { class: "small muted", text: few(group.map((each) => data.artifacts[each][1])) }));
  if (path) addList("Where", pathsOf(path).map((each) => (group.length > 1 ? each : filled(each, group[0]))), "path");
  addList("Delivered", form ? [form] : []);
  addList("Changed or lost", losses);
  addList("Why there", reason ? [sentence(reason)] : []);
  addList("Good to know", notes);
}

// Several paths of one artifact are one string of the report.
const pathsOf = (path) => path.split(", ");

function filled(template, artifact) {
  return template.replaceAll("{id}", () => data.artifacts[artifact][1]);
}

function addCommand(artifact, tool) {
  const { outcome, path } = cellOf(artifact, tool);
  const file = path && filled(pathsOf(path)[0], artifact).replace(/\/$/, () => `/${data.main}`);
  const text = outcome[0] === "h" ? "aiwg trust" : file ? `aiwg explain ${quoted(file)}` : `aiwg show ${quoted(keyOf(artifact))}`;
  panelBody.append(make("h3", { text: "In a terminal" }), make("button", { class: "cmd", type: "button", text }));
}

function followHash() {
  const state = new URLSearchParams(location.hash.slice(1));
  const tool = data.tools?.findIndex(([id]) => id === state.get("tool")) ?? -1;
  const artifact = data.artifacts?.findIndex((_, each) => keyOf(each) === state.get("cell")) ?? -1;
  if (tool >= 0 && artifact >= 0) showPanel([artifact], tool);
  else if (location.hash.startsWith("#tool-")) {
    const details = document.getElementById(location.hash.slice(1))?.querySelector("details");
    if (details) details.open = true;
  } else if (location.hash.startsWith("#finding-")) {
    const finding = document.getElementById(location.hash.slice(1));
    const folded = finding?.closest("details");
    if (folded) folded.open = true;
    finding?.scrollIntoView();
  }
}

if (panel) {
  find(".close", panel).addEventListener("click", closePanel);
  addEventListener("hashchange", followHash);
}
