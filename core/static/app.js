// Small helps; every page works without them.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-tick-all] input")) {
    for (const box of event.target.form.querySelectorAll("td input[type=checkbox]")) box.checked = event.target.checked;
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  // A second click must not send the form twice.
  if (form.method === "post" && !event.defaultPrevented) {
    const button = event.submitter;
    window.setTimeout(() => { if (button) button.disabled = true; }, 0);
    window.setTimeout(() => { if (button) button.disabled = false; }, 8000);
  }
});

// A picture is printed with the table that says the same (browsers that cannot open it by style alone).
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".picture > details:not([open])")) {
    folded.open = true;
    folded.dataset.wasFolded = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const folded of document.querySelectorAll(".picture > details[data-was-folded]")) {
    folded.open = false;
    delete folded.dataset.wasFolded;
  }
});

// An address that is shown once is marked whole as soon as somebody goes to it, to be copied.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
});

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

document.addEventListener("htmx:afterSwap", () => {
  const link = document.querySelector("[data-go]");
  if (link) window.location.assign(link.href);
});

document.addEventListener("DOMContentLoaded", () => {
  for (const label of document.querySelectorAll("[data-tick-all]")) label.hidden = false;
  const wrong = document.querySelector(".has-error input, .has-error select, .has-error textarea");
  if (wrong) wrong.focus();
  // What scrolls sideways can be scrolled with the keyboard too.
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
  }
});

// The key / leads to the box that searches everything, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("search-text") || document.getElementById("top-search");
  if (!box || !box.offsetParent) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Stepping by keyboard: j and k through the clauses, n and p through the passages marked in the papers, d to decide.
// A switch on the page turns the keys off; it is remembered.
const keysOff = "keys-off";

function showPassage(mark, marks) {
  const said = document.getElementById("said");
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
  if (!said) return;
  const values = { n: marks.indexOf(mark) + 1, all: marks.length, page: mark.dataset.page, name: mark.dataset.name };
  said.textContent = said.dataset.said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function toPassage(step) {
  const marks = [...document.querySelectorAll("[data-evidence]")];
  const said = document.getElementById("said");
  if (!marks.length) {
    if (said) said.textContent = said.dataset.none;
    return;
  }
  const at = marks.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length;
  showPassage(marks[next], marks);
}

function decideNow() {
  const summary = document.querySelector("[data-decide]");
  if (!summary) return;
  const button = summary.closest(".decide").querySelector("button.btn-primary");
  if (button && !button.closest("details")) return button.focus();
  summary.parentElement.open = true;
  summary.focus();
}

function toClause(step) {
  const link = document.querySelector(`.clause-steps a[rel=${step > 0 ? "next" : "prev"}]`);
  if (link) link.click();
}

const keys = {
  n: () => toPassage(1),
  p: () => toPassage(-1),
  j: () => toClause(1),
  k: () => toClause(-1),
  d: decideNow,
};

// A key pressed while a step is under way waits for it.
let isStepping = false;
let pressed = [];

function stepped() {
  isStepping = false;
  while (pressed.length && !isStepping) keys[pressed.shift()]();
}

document.addEventListener("htmx:beforeRequest", (event) => { isStepping ||= event.detail.target.id === "clause"; });
for (const event of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(event, () => { isStepping = false; pressed = []; });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !(event.key in keys)) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (!document.querySelector("[data-keys], [data-evidence]") || localStorage.getItem(keysOff)) return;
  event.preventDefault();
  if (isStepping) pressed.push(event.key);
  else keys[event.key]();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-passage]");
  const mark = link && document.querySelector(link.getAttribute("href"));
  if (mark) {
    event.preventDefault();
    showPassage(mark, [...document.querySelectorAll("[data-evidence]")]);
  }
  const button = event.target.closest?.("[data-keys]");
  if (!button) return;
  if (localStorage.getItem(keysOff)) localStorage.removeItem(keysOff);
  else localStorage.setItem(keysOff, "1");
  showKeys(button);
});

function showKeys(button) {
  const isOn = !localStorage.getItem(keysOff);
  button.setAttribute("aria-pressed", String(isOn));
  button.parentElement.classList.toggle("is-off", !isOn);
}

// On a phone a long list of links is folded away, to be opened when wanted.
function fold() {
  if (window.matchMedia("(min-width: 1200px)").matches) return;
  for (const each of document.querySelectorAll("details[data-fold]")) each.open = false;
}

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-keys]");
  if (button) showKeys(button);
  fold();
});

// Another clause is open: its heading is read, and where the paper stands beside it, its first passage comes into view.
// It is told once for every part that was swapped in; a key that waited must not lose its place to the second telling.
let settled = null;

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "clause" || event.detail.xhr === settled) return;
  settled = event.detail.xhr;
  fold();
  const title = document.getElementById("clause-title");
  if (title) title.focus({ preventScroll: true });
  const open = document.getElementById("clause");
  if (open) open.scrollTop = 0;
  const current = document.querySelector(".clause-list [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest" });
  const first = document.querySelector("[data-evidence]");
  if (!window.matchMedia("(min-width: 1200px)").matches) open.scrollIntoView();
  else if (first) first.scrollIntoView({ block: "center" });
  stepped();
});

// Parts of the menu are folded away as somebody left them; the part with the page that is open is never folded.
const menuFolded = "menu-folded";

function foldedMenus() {
  return new Set((localStorage.getItem(menuFolded) || "").split(" ").filter(Boolean));
}

document.addEventListener("DOMContentLoaded", () => {
  const folded = foldedMenus();
  for (const part of document.querySelectorAll("details[data-menu]")) {
    if (folded.has(part.dataset.menu) && !part.querySelector("[aria-current]")) part.open = false;
    part.addEventListener("toggle", () => {
      const now = foldedMenus();
      if (part.open) now.delete(part.dataset.menu);
      else now.add(part.dataset.menu);
      localStorage.setItem(menuFolded, [...now].join(" "));
    });
  }
});
