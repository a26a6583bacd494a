// Leads who reads or hears the page to what must be corrected, where the browser does not know "autofocus" on a box.
(function () {
  "use strict";
  var box = document.querySelector(".form-errors");
  if (box) { box.focus(); }
})();
