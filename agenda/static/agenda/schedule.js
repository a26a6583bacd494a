// Shows one way of giving dates at a time, adds a month to click in, and asks what the dates will be while they are
// typed. Without it all is there: lines to type in, choices, a sentence, and a button that shows the same page again.
"use strict";
(() => {
  const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" ");
  const WEEK = "lundi mardi mercredi jeudi vendredi samedi dimanche".split(" ");
  const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  // Days are reckoned in UTC: no hour of a clock change may move them.
  const read = (iso) => new Date(`${iso}T00:00:00Z`);
  const write = (day) => day.toISOString().slice(0, 10);
  const later = (iso, days) => { const day = read(iso); day.setUTCDate(day.getUTCDate() + days); return write(day); };
  const said = (iso) => {
    const day = read(iso);
    const number = day.getUTCDate();
    return `${WEEK[(day.getUTCDay() + 6) % 7]} ${number === 1 ? "1er" : number} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  };
  const clock = (time) => time.replace(/^0?(\d+):(\d\d).*/, (_all, h, m) => `${h} h${m === "00" ? "" : ` ${m}`}`);
  const make = (tag, words, more, aria) => {
    const made = Object.assign(document.createElement(tag), { textContent: words || "" }, more);
    Object.entries(aria || {}).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const plain = (words, act) => {
    const button = make("button", words, { type: "button", className: "sc-plain" });
    button.addEventListener("click", () => act(button));
    return button;
  };
  const tell = (input, name) => input.dispatchEvent(new Event(name, { bubbles: true }));

  // The lines: the first stays open, the others are a day with two buttons. `say` is told what changed.
  const makeRows = (box, say) => {
    const holder = box.querySelector("[data-schedule-rows]");
    const cell = (row, part) => row.querySelector(`[name$="-${part}"]`);
    const value = (row, part) => cell(row, part).value;
    const all = () => [...holder.querySelectorAll(".sc-row")];
    const hours = (row) => `${value(row, "start")} ${value(row, "end")}`;
    const spare = (row) => !["date", "start", "end"].some((part) => value(row, part));
    let shared = hours(all()[0]);
    // Below the first line: what is added further down moves no day under a finger.
    all()[0].after(box.querySelector("[data-schedule-calendar]"));

    const number = () => all().forEach((row, n) => {
      row.querySelector("legend").textContent = n ? `Date ${n + 1}` : "Le jour et les heures";
      row.querySelectorAll("input").forEach((input) => {
        ["name", "id"].forEach((key) => { input[key] = input[key].replace(/-\d+-(\w+)$/, `-${n}-$1`); });
      });
    });
    const dress = (row) => {
      const first = row === holder.firstElementChild;
      let bar = row.querySelector(".sc-bar");
      if (bar && first) { bar.remove(); bar = null; }
      const wrong = row.querySelector("[aria-invalid=true]");
      const cells = row.querySelector(".sc-cells");
      const day = value(row, "date");
      if (!bar && !first && day && !wrong) {
        bar = make("div", "", { className: "sc-bar" });
        bar.append(make("strong"));
        bar.append(plain("Autre heure", () => {
          cells.hidden = !cells.hidden;
          if (!cells.hidden) cell(row, "start").focus();
        }), plain("Retirer", () => {
          const words = said(value(row, "date"));
          drop(row);
          say(`${words}, retiré`);
          cell(all()[0], "date").focus();
        }));
        row.append(bar);
        cells.hidden = true;
      }
      if (!bar) cells.hidden = false;
      row.querySelector("legend").hidden = Boolean(bar);
      row.hidden = !first && spare(row);
      if (!bar || !day) return;
      const own = hours(row) === hours(all()[0]) ? "" : `, de ${clock(value(row, "start"))} à ${clock(value(row, "end"))}`;
      bar.firstChild.textContent = said(day) + own;
      bar.querySelectorAll("button").forEach((button) => button.setAttribute("aria-label", `${button.textContent}, ${said(day)}`));
    };
    const blank = () => {
      const row = all()[0].cloneNode(true);
      row.querySelectorAll("input").forEach((input) => { input.value = ""; input.removeAttribute("aria-invalid"); });
      holder.append(row);
      return row;
    };
    const dressAll = () => { number(); all().forEach(dress); };
    const add = (day) => {
      const first = all()[0];
      let row = value(first, "date") ? all().find((one) => one !== first && spare(one)) : first;
      if (!row) row = blank();
      if (row !== first) ["start", "end"].forEach((part) => { cell(row, part).value = value(first, part); });
      cell(row, "date").value = day;
      if (row !== first && day) {
        holder.insertBefore(row, all().find((one) => one !== first && one !== row && (!value(one, "date") || value(one, "date") > day)) || null);
      }
      dressAll();
      return row;
    };
    const drop = (row) => {
      const next = row === holder.firstElementChild && all().find((one) => one !== row && value(one, "date"));
      if (next) {
        ["date", "start", "end"].forEach((part) => { cell(row, part).value = value(next, part); });
        next.remove();
      } else if (row === holder.firstElementChild) cell(row, "date").value = "";
      else row.remove();
      shared = hours(all()[0]);
      dressAll();
    };
    holder.addEventListener("input", (event) => {
      const first = all()[0];
      if (first.contains(event.target) && event.target.type === "time") {
        // The same hours for all, but for those that were given others.
        all().slice(1).filter((row) => value(row, "date") && hours(row) === shared).forEach((row) => {
          ["start", "end"].forEach((part) => { cell(row, part).value = value(first, part); });
        });
        shared = hours(first);
      }
      all().forEach(dress);
    });
    dressAll();
    return {
      add, drop, dressAll,
      find: (day) => all().filter((row) => value(row, "date") === day),
      first: () => all().map((row) => value(row, "date")).filter(Boolean).sort()[0],
      room: (most) => { while (all().length < most) blank(); number(); },
    };
  };

  // One month as a grid (ARIA date grid: arrows move by a day or a week, page keys by a month).
  const makeCalendar = (box, rows, say) => {
    const place = box.querySelector("[data-schedule-calendar]");
    const off = JSON.parse(box.querySelector("script").textContent);
    const today = box.dataset.today;
    const id = `${box.dataset.id}-month`;
    let day = rows.first() || today;
    const offOn = (iso) => {
      const isPublic = off.public.find((one) => one[0] === iso);
      const school = off.school.find((one) => one[0] <= iso && iso <= one[1]);
      return { name: (isPublic || school || [])[isPublic ? 1 : 2] || "", kind: isPublic ? "is-public" : school ? "is-school" : "" };
    };
    const mark = (button) => {
      const iso = button.dataset.day;
      const chosen = rows.find(iso).length > 0;
      const name = offOn(iso).name;
      button.className = chosen ? "is-chosen" : offOn(iso).kind;
      button.setAttribute("aria-label", said(iso) + (chosen ? ", choisi" : "") + (name ? `, ${name}` : ""));
      if (iso < today && !chosen) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    };
    const keyOf = (days) => {
      const shown = off.school.filter((one) => one[0] <= days[days.length - 1] && one[1] >= days[0]).map((one) => one[2]);
      return [...new Set(shown), ...off.public.filter((one) => days.includes(one[0])).map((one) => `le ${+one[0].slice(8)} : ${one[1]}`)].join(" · ");
    };
    const show = (focus) => {
      const start = `${day.slice(0, 7)}-01`;
      const days = [];
      for (let iso = start; iso.slice(0, 7) === start.slice(0, 7); iso = later(iso, 1)) days.push(iso);
      const head = make("div", "", { className: "sc-month" });
      const title = make("span", `${MONTHS[+start.slice(5, 7) - 1]} ${start.slice(0, 4)}`, { id }, { "aria-live": "polite" });
      const turn = (words, sign, to) => {
        const button = make("button", sign, { type: "button" }, { "aria-label": words });
        button.addEventListener("click", () => { day = to(); show(); place.querySelector(`[aria-label="${words}"]`).focus(); });
        return button;
      };
      head.append(turn("Mois précédent", "‹", () => later(start, -1)), title, turn("Mois suivant", "›", () => later(days[days.length - 1], 1)));
      const table = make("table", "", {}, { role: "grid", "aria-labelledby": id });
      const names = table.createTHead().insertRow();
      WEEK.forEach((name) => names.append(make("th", name[0].toUpperCase(), { scope: "col" }, { "aria-label": name })));
      const body = table.createTBody();
      let line = body.insertRow();
      for (let n = (read(start).getUTCDay() + 6) % 7; n > 0; n -= 1) line.insertCell();
      days.forEach((iso) => {
        if (line.cells.length === 7) line = body.insertRow();
        const button = make("button", String(+iso.slice(8)), { type: "button", tabIndex: iso === day ? 0 : -1 });
        button.dataset.day = iso;
        mark(button);
        line.insertCell().append(button);
      });
      place.textContent = "";
      place.append(head, table, make("p", keyOf(days), { className: "sc-key" }));
      if (focus) table.querySelector("[tabindex='0']").focus();
    };
    place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-day]");
      if (!button || button.getAttribute("aria-disabled")) return;
      day = button.dataset.day;
      place.querySelectorAll("[data-day]").forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
      const found = rows.find(day);
      if (found.length) found.reverse().forEach(rows.drop);
      else rows.add(day);
      mark(button);
      say(`${said(day)}, ${found.length ? "retiré" : "choisi"}`);
    });
    place.addEventListener("keydown", (event) => {
      if (!event.target.dataset.day) return;
      const at = event.target.dataset.day;
      const weekday = (read(at).getUTCDay() + 6) % 7;
      let to = KEYS[event.key] && later(at, KEYS[event.key]);
      if (event.key === "Home") to = later(at, -weekday);
      if (event.key === "End") to = later(at, 6 - weekday);
      if (event.key === "PageUp") to = later(at, -28);
      if (event.key === "PageDown") to = later(at, 28);
      if (!to) return;
      event.preventDefault();
      day = to;
      show(true);
    });
    place.hidden = false;
    show();
    // Shows the month of the first day, after somebody typed it.
    return () => { day = rows.first() || day; show(); };
  };

  const start = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const name = box.dataset.name;
    const preview = box.querySelector("[data-schedule-preview]");
    const told = make("p", "", { className: "visually-hidden w-sr-only" }, { role: "status" });
    box.append(told);
    let timer = 0;
    let asked = 0;
    const ask = () => {
      const form = box.closest("form");
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      new FormData(form).forEach((value, key) => { if (key.indexOf(`${name}-`) === 0 && value) body.append(key, value); });
      asked += 1;
      const mine = asked;
      fetch(box.dataset.address, { method: "POST", body, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.text() : ""))
        .then((html) => { if (mine === asked) preview.innerHTML = html; })
        .catch(() => { if (mine === asked) preview.textContent = ""; });
    };
    const askSoon = () => { clearTimeout(timer); if (box.dataset.address) timer = setTimeout(ask, 400); };
    const say = (words) => { told.textContent = words; askSoon(); tell(box.querySelector("[data-schedule-rows] input"), "change"); };
    const rows = makeRows(box, say);
    const follow = makeCalendar(box, rows, say);
    box.querySelectorAll("[data-schedule-see], [data-schedule-plain]").forEach((one) => { one.hidden = true; });

    // A part that is not shown is not sent: it would contradict the one that is.
    const show = () => {
      const way = box.querySelector(`[name="${name}-way"]:checked`).value;
      box.querySelectorAll("[data-schedule-part]").forEach((part) => { part.hidden = part.disabled = part.dataset.schedulePart !== way; });
      box.querySelectorAll(".sc-pick").forEach((one) => one.classList.toggle("is-picked", one.querySelector("input").checked));
      const rhythm = box.querySelector(`[name="${name}-rhythm"]`).value;
      box.querySelectorAll("[data-schedule-for]").forEach((part) => {
        const is = part.dataset.scheduleFor.split(" ").includes(rhythm);
        part.hidden = !is;
        part.querySelectorAll("input, select").forEach((input) => { input.disabled = !is; });
      });
    };
    box.querySelectorAll("[data-schedule-example]").forEach((item) => {
      const button = plain(item.textContent, () => {
        const field = box.querySelector(`[name="${name}-text"]`);
        field.value = button.textContent;
        tell(field, "input");
        field.focus();
      });
      item.textContent = "";
      item.append(button);
    });
    box.addEventListener("input", askSoon);
    box.addEventListener("change", (event) => {
      show();
      if (event.target.closest("[data-schedule-rows]") && event.isTrusted) follow();
      if (event.isTrusted) askSoon();
    });
    // Enter would press the form's first button.
    box.addEventListener("keydown", (event) => { if (event.key === "Enter" && /^(INPUT|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); askSoon(); } });
    // What a device kept (keep.js) may hold more lines than stand here, and is written without anybody typing.
    box.closest("form").addEventListener("keep:fill", (event) => { rows.room(Math.max(0, ...event.detail.map((one) => +((one[0].match(/-(\d+)-date$/) || [])[1] || 0))) + 1); });
    box.closest("form").addEventListener("keep:filled", () => { rows.dressAll(); show(); follow(); askSoon(); });
    show();
  };
  const startAll = () => document.querySelectorAll("[data-schedule]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
