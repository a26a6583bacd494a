/* Keeps what is typed in forms marked data-keep="<name>" on this device until it is sent, and offers it back.
   Never passwords, codes, files or hidden fields. Without JavaScript, or without room to keep it, nothing changes.
   Kept: one text a form under "keep:<person>:<address>:<name>:<key of the form>", forgotten after seven days, on success
   and on leaving. The key (hidden field "once") tells two tabs with the same form apart; a form without one has none. */
(function () {
  "use strict";
  var PREFIX = "keep:";
  var DAYS = 7;
  var store;
  try { store = window.localStorage; store.getItem(PREFIX); } catch (error) { return; }

  function each(visit) {
    var keys = [];
    for (var i = 0; i < store.length; i++) { if (store.key(i).indexOf(PREFIX) === 0) { keys.push(store.key(i)); } }
    keys.forEach(visit);
  }
  function drop(key) { try { store.removeItem(key); } catch (error) { /* nothing to do */ } }

  // The page that follows signing out clears everything; a page that follows a success clears what was being sent.
  if (document.querySelector("script[data-keep-clear=all]")) { each(drop); return; }
  each(function (key) {
    var kept;
    try { kept = JSON.parse(store.getItem(key)); } catch (error) { kept = null; }
    if (!kept || Date.now() - kept.at > DAYS * 86400000) { drop(key); }
  });

  function isKept(field) {
    return field.name && !field.disabled && ["password", "file", "hidden", "submit", "button", "reset", "image"].indexOf(field.type) < 0
      && !/password|csrf|otp|token|code/i.test(field.name) && field.autocomplete !== "one-time-code";
  }
  function read(form) {
    var values = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!isKept(field)) { return; }
      if (field.type === "checkbox" || field.type === "radio") { values.push([field.name, field.value, field.checked]); }
      else if (field.type === "select-multiple") {
        Array.prototype.forEach.call(field.options, function (option) { values.push([field.name, option.value, option.selected]); });
      } else { values.push([field.name, field.value, null]); }
    });
    return values;
  }
  function fill(form, values) {
    var seen = {};
    // Who makes fields while somebody types (the dates of an event) makes room for them first.
    form.dispatchEvent(new CustomEvent("keep:fill", { detail: values }));
    values.forEach(function (one) {
      var same = Array.prototype.filter.call(form.elements, function (field) { return field.name === one[0] && isKept(field); });
      if (one[2] === null) {
        var at = seen[one[0]] || 0;
        seen[one[0]] = at + 1;
        if (same[at]) { same[at].value = one[1]; same[at].dispatchEvent(new Event("input", { bubbles: true })); same[at].dispatchEvent(new Event("change", { bubbles: true })); }
        return;
      }
      same.forEach(function (field) {
        if (field.type === "select-multiple") {
          Array.prototype.forEach.call(field.options, function (option) { if (option.value === one[1]) { option.selected = one[2]; } });
        } else if (field.value === one[1]) { field.checked = one[2]; field.dispatchEvent(new Event("change", { bubbles: true })); }
      });
    });
    form.dispatchEvent(new CustomEvent("keep:filled"));
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-keep]"), function (form) {
    var who = form.getAttribute("data-keep-for") || "";
    var once = form.querySelector("input[name=once]");
    var same = PREFIX + who + ":" + location.pathname + ":" + form.getAttribute("data-keep");
    var key = once && once.value ? same + ":" + once.value : same;
    var shown = JSON.stringify(read(form));
    var kept = null;
    each(function (one) {
      if (one !== same && one.indexOf(same + ":") !== 0) { return; }
      var found = JSON.parse(store.getItem(one));
      // What the server shows back with mistakes is the latest: a kept text is only offered on a form shown fresh.
      if (JSON.stringify(found.values) === shown || (one === key && document.querySelector(".form-errors"))) { drop(one); return; }
      if (!kept || found.at > kept.at) { kept = found; kept.key = one; }
    });
    if (kept && !document.querySelector(".form-errors")) { offer(form, kept, resumed); }

    var timer = 0;
    function save() {
      var now = JSON.stringify(read(form));
      if (now === shown) { return; }
      try { store.setItem(key, JSON.stringify({ at: Date.now(), values: JSON.parse(now) })); } catch (error) { /* full: as without us */ }
    }
    // Taken over into this tab: its own copy replaces the one that was offered.
    function resumed() { save(); if (kept.key !== key && store.getItem(key)) { drop(kept.key); } }
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 400); });
    form.addEventListener("change", save);
    // Sent is not received: the text stays until a page of ours shows that the form is done (data-keep-done).
    form.addEventListener("submit", save);
  });

  // A page reached after success names the forms that are done, by key or by name: data-keep-done="<one> <other>".
  Array.prototype.forEach.call(document.querySelectorAll("[data-keep-done]"), function (element) {
    element.getAttribute("data-keep-done").split(/\s+/).forEach(function (name) {
      if (name) { each(function (key) { if (key.slice(-name.length - 1) === ":" + name) { drop(key); } }); }
    });
  });

  // In the site's own time, as all its hours; in the device's where that zone is unknown or not given.
  function moment(at, zone) {
    var parts = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
    function said() { return new Date(at).toLocaleString("fr-FR", parts).replace(/(\d\d):(\d\d)/, "$1\u00a0h\u00a0$2"); }
    if (zone) { parts.timeZone = zone; }
    try { return said(); } catch (error) { delete parts.timeZone; return said(); }
  }

  function offer(form, kept, resumed) {
    var box = document.createElement("div");
    box.className = "notice notice--warm";
    box.setAttribute("role", "status");
    var words = document.createElement("p");
    words.textContent = "Un texte enregistré le " + moment(kept.at, form.getAttribute("data-keep-zone")) + " est gardé sur cet appareil.";
    var row = document.createElement("p");
    row.className = "button-row";
    function button(label, quiet, act) {
      var one = document.createElement("button");
      one.type = "button";
      one.className = quiet ? "button button--quiet" : "button";
      one.textContent = label;
      one.addEventListener("click", function () { act(); box.parentNode.removeChild(box); });
      row.appendChild(one);
    }
    button("Le reprendre", false, function () { fill(form, kept.values); resumed(); var first = form.querySelector("input:not([type=hidden]),textarea"); if (first) { first.focus(); } });
    button("L’effacer", true, function () { drop(kept.key); });
    box.appendChild(words);
    box.appendChild(row);
    form.parentNode.insertBefore(box, form);
  }
})();
