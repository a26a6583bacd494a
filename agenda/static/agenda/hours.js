// Copies Monday's hours to the other working days and hides the hours of public holidays while they are closed.
"use strict";
(() => {
  const start = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const inputs = (n) => [...box.querySelectorAll(`[data-hours-day="${n}"] input`)];
    const copy = box.querySelector("[data-hours-copy]");
    copy.hidden = false;
    copy.addEventListener("click", () => {
      const monday = inputs(0).map((input) => input.value);
      for (let day = 1; day < 5; day += 1) {
        inputs(day).forEach((input, n) => {
          input.value = monday[n];
          input.dispatchEvent(new Event("change", { bubbles: true }));
        });
      }
    });
    const tick = box.querySelector("input[type=checkbox]");
    const holidays = box.querySelector("[data-hours-holidays]");
    const show = () => { holidays.hidden = tick.checked && inputs(7).every((input) => !input.value); };
    tick.addEventListener("change", show);
    show();
  };
  const startAll = () => document.querySelectorAll("[data-hours]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
