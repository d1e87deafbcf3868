const fleet = find("#fleet");

function sortBy(head) {
  const column = [...head.parentNode.children].indexOf(head);
  const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  all("th[aria-sort]", fleet).forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
  const value = (row) => row.children[column].dataset.v;
  const compare = head.dataset.sort === "number" ? (a, b) => value(a) - value(b) : (a, b) => value(a).localeCompare(value(b));
  fleet.tBodies[0].append(...[...fleet.tBodies[0].rows].sort((a, b) => way * compare(a, b)));
}

if (fleet) {
  all("th[data-sort] button", fleet).forEach((button) => button.addEventListener("click", () => sortBy(button.parentNode)));
  find("#fq").addEventListener("input", (event) => {
    const words = event.target.value.trim().toLowerCase().split(/\s+/);
    const rows = [...fleet.tBodies[0].rows];
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    const shown = rows.filter((row) => !row.hidden).length;
    find("#shown").textContent = shown === rows.length ? `${number(shown)} projects` : `${number(shown)} of ${number(rows.length)} projects`;
    find("#none").hidden = shown > 0;
  });
}
