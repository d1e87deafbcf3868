const FILES_SHOWN = 200;

// Files of a folder that differ in one artifact alone are one entry of the data.
function* filesOf(folder) {
  for (const [name, state, tools, artifacts] of data.files[folder]) {
    const said = { state, tools: data.toolSets[tools].map((tool) => data.tools[tool][1]).join(", ") };
    if (name.includes("{id}")) {
      for (const artifact of artifacts) yield { ...said, name: filled(name, artifact), artifacts: [artifact] };
    } else yield { ...said, name, artifacts };
  }
}

function fileRow(file) {
  const name = make("td", {}, make("span", { class: "path", text: file.name }));
  if (file.state) name.append(" ", make("span", { class: "tag warning", text: file.state }));
  const holds = make("td", { class: "path", text: few(file.artifacts.map(keyOf)) });
  return make("tr", { class: "sub file" }, name, make("td"), holds, make("td", { text: file.tools }));
}

find("#folders")?.addEventListener("click", (event) => {
  const button = event.target.closest(".xp");
  if (!button) return;
  const row = button.closest("tr");
  if (!flip(button)) return removeRows(row);
  const files = [...filesOf(button.dataset.folder)].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = files.slice(0, FILES_SHOWN).map(fileRow);
  if (files.length > FILES_SHOWN) {
    const text = `and ${number(files.length - FILES_SHOWN)} more`;
    rows.push(make("tr", { class: "sub file" }, make("td", { colspan: 4, class: "muted", text })));
  }
  row.after(...rows);
});
