// What is too large to be taken is said as soon as it is chosen, and is not sent: what was typed stays. The server decides
// all the same; without this script it refuses, and the browser's way back leads to what was typed.
"use strict";

function tooLarge(form) {
  const most = document.querySelector("meta[name=upload-most]");
  const chosen = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (!most || !chosen.length) return "";
  const all = chosen.reduce((sum, file) => sum + file.size, 0);
  const single = Number(form.dataset.fileMost || 0);
  const large = chosen.find((file) => single && file.size > single);
  const megabytes = (bytes) => (Math.ceil(bytes / 100000) / 10).toLocaleString();
  if (large) {
    const values = { name: large.name, n: megabytes(large.size), most: megabytes(single) };
    return form.dataset.fileSays.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  if (all <= Number(most.content)) return "";
  const values = { n: megabytes(all), most: megabytes(Number(most.content)) };
  return most.dataset.says.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function sayTooLarge(form) {
  const says = tooLarge(form);
  let note = form.querySelector("[data-too-large]");
  if (!says) {
    if (note) note.remove();
    return false;
  }
  if (!note) {
    note = document.createElement("p");
    note.className = "note note-bad";
    note.setAttribute("role", "alert");
    note.dataset.tooLarge = "";
    const end = form.querySelector(".form-end");
    if (end) end.before(note);
    else form.prepend(note);
  }
  note.textContent = says;
  return true;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("form input[type=file]")) sayTooLarge(event.target.form);
});

document.addEventListener("submit", (event) => {
  if (!sayTooLarge(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.querySelector("[data-too-large]").scrollIntoView({ block: "center" });
}, true);
