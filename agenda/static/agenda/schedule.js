// Adds date rows and hides what does not apply; without it every row and choice is simply there.
"use strict";
(() => {
  const start = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const rows = box.querySelector("[data-schedule-rows]");
    const add = box.querySelector("[data-schedule-add]");
    const weekly = box.querySelectorAll("[data-schedule-weekly]");
    // The spare rows serve pages without JavaScript: here one stays, and only while no date was typed.
    [...rows.children].reverse().forEach((row) => {
      if (rows.children.length > 1 && [...row.querySelectorAll("input")].every((input) => !input.value)) row.remove();
    });
    const show = () => {
      const repeats = box.querySelector("input[type=radio]:checked").value === "weekly";
      weekly.forEach((part) => { part.hidden = !repeats; });
      rows.querySelector("legend").textContent = repeats ? "Premier jour" : "Date 1";
      add.hidden = repeats;
      [...rows.children].forEach((row, n) => { row.hidden = repeats && n > 0 && !row.querySelector("input").value; });
    };
    add.addEventListener("click", () => {
      const last = rows.lastElementChild;
      const row = last.cloneNode(true);
      const n = rows.children.length;
      row.querySelector("legend").textContent = `Date ${n + 1}`;
      row.querySelectorAll("input").forEach((input) => {
        input.name = input.name.replace(/-\d+-(\w+)$/, `-${n}-$1`);
        if (input.id) input.id = input.id.replace(/-\d+-(\w+)$/, `-${n}-$1`);
        input.removeAttribute("aria-invalid");
        if (input.type === "date") input.value = "";
        else input.value = last.querySelector(`[name$=${input.name.endsWith("start") ? "start" : "end"}]`).value;
      });
      rows.append(row);
      row.querySelector("input").focus();
    });
    box.addEventListener("change", (event) => { if (event.target.type === "radio") show(); });
    show();
  };
  const startAll = () => document.querySelectorAll("[data-schedule]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
