// Adds date rows and hides what does not apply; without it every row and choice is simply there.
"use strict";
(() => {
  const start = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const rows = box.querySelector("[data-schedule-rows]");
    const add = box.querySelector("[data-schedule-add]");
    const weekly = box.querySelector("[data-schedule-weekly]");
    const show = () => {
      const repeats = box.querySelector("input[type=radio]:checked").value === "weekly";
      weekly.hidden = !repeats;
      add.hidden = repeats;
      [...rows.children].forEach((row, n) => { row.hidden = repeats && n > 0; });
    };
    add.addEventListener("click", () => {
      const last = rows.lastElementChild;
      const row = last.cloneNode(true);
      const n = rows.children.length;
      row.setAttribute("aria-label", `Date ${n + 1}`);
      row.querySelectorAll("input").forEach((input) => {
        input.name = input.name.replace(/-\d+-(\w+)$/, `-${n}-$1`);
        if (input.id) input.id = input.id.replace(/-\d+-(\w+)$/, `-${n}-$1`);
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
