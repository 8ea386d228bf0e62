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
});
