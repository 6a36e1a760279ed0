// What pages do besides; each works without this file too.
"use strict";

document.documentElement.classList.add("scripted");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find").focus();
  }
});
