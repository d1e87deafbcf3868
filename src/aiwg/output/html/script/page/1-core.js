const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const data = JSON.parse(find("#data").textContent);
const live = find("#live");
const number = (value) => value.toLocaleString("en");

// Text goes in as text alone: no string of a report ever becomes markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// Numbers of a run: start, length, start, length.
function unrun(runs) {
  const numbers = [];
  for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]; n++) numbers.push(runs[i] + n);
  return numbers;
}

function flip(button, open = button.getAttribute("aria-expanded") !== "true") {
  button.setAttribute("aria-expanded", open);
  return open;
}

const inField = () => /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);

find("#theme").addEventListener("click", () => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("aiwg-theme", root.dataset.theme);
  } catch {
    // It lasts until the page is closed.
  }
});

function copyBySelection(text) {
  const area = make("textarea", { class: "vh" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.cmd");
  if (!button) return;
  const text = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
    button.focus();
  }
  button.classList.add("done");
  live.textContent = `Copied: ${text}`;
  setTimeout(() => button.classList.remove("done"), 1500);
});

if ("IntersectionObserver" in window) {
  const links = new Map(all(".top nav a").map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const [id, link] of links) {
          if (id === entry.target.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  all("main section[id]").forEach((section) => observer.observe(section));
}

addEventListener("beforeprint", () => all("details").forEach((details) => (details.open = true)));
