// Hides the questions that do not apply: about an address, about a call, about a picture. Without it all are there.
(function () {
  "use strict";
  var form = document.querySelector(".event-form");
  if (!form) { return; }
  function checked(name) {
    var found = form.querySelector("input[name=" + name + "]:checked");
    return found ? found.value : "";
  }
  function show() {
    var where = checked("where");
    form.querySelectorAll("[data-where]").forEach(function (group) {
      group.hidden = group.getAttribute("data-where") !== where && !group.querySelector("[aria-invalid=true]");
    });
    var file = form.querySelector("[data-file]");
    if (!file) { return; }
    var upload = form.querySelector("input[name=upload]");
    var name = upload && upload.files && upload.files.length ? upload.files[0].name : "";
    var kept = form.querySelector("input[name=kept]");
    var known = form.querySelector("input[name=remove_image]");
    var wrong = file.querySelector("[aria-invalid=true]");
    file.hidden = !(name || kept || known || wrong) || /\.pdf$/i.test(name);
    var poster = checked("upload_is") === "poster" && !known;
    file.querySelector("[data-picture]").hidden = poster && !wrong;
  }
  form.addEventListener("change", show);
  show();
})();
