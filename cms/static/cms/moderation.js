/* Says by itself that one reads the page (POST, so that reading changes nothing), and ticks the whole list at once.
   Without JavaScript a button says the first, and boxes are ticked one by one. */
(function () {
  var form = document.querySelector("form[data-reading]");
  function say() {
    if (document.visibilityState === "hidden") return;
    var data = new FormData(form);
    data.append("script", "1");
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).catch(function () {});
  }
  if (form && window.fetch) {
    say();
    window.setInterval(say, 600000);
  }
  var all = document.querySelector("[data-tick-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", function () {
      var boxes = document.querySelectorAll("input[name=item]");
      Array.prototype.forEach.call(boxes, function (box) { box.checked = true; });
    });
  }
})();
