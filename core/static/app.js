// Small helps; every page works without them.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
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

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

document.addEventListener("htmx:afterSwap", () => {
  const link = document.querySelector("[data-go]");
  if (link) window.location.assign(link.href);
});

document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.querySelector(".has-error input, .has-error select, .has-error textarea");
  if (wrong) wrong.focus();
  // What scrolls sideways can be scrolled with the keyboard too.
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
  }
});

// Passages marked in a paper: n goes to the next, p to the previous.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !["n", "p"].includes(event.key)) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const marks = [...document.querySelectorAll("[data-evidence]")];
  if (!marks.length) return;
  const at = marks.findIndex((mark) => mark.id === (document.activeElement || {}).id);
  const step = event.key === "n" ? at + 1 : at < 0 ? marks.length - 1 : at - 1;
  const mark = marks[(step + marks.length) % marks.length];
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
});
