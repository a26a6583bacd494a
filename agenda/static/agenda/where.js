// Hides the groups of "where" that do not apply; without it all three are there, each with its "if".
"use strict";
(() => {
  const start = () => {
    const choice = document.querySelector("select[name=location]");
    if (!choice) return;
    const wrong = ".w-field--error, .error-message, [aria-invalid=true]";
    const show = (checked) => {
      document.querySelectorAll("[data-where]").forEach((group) => {
        // A mistake in a group stays in sight until the choice changes.
        group.hidden = group.dataset.where !== choice.value && !(checked && group.querySelector(wrong));
      });
    };
    choice.addEventListener("change", () => show(false));
    show(true);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
