// Keeps opened pages for reading without a network, and says when a page is such a copy.
"use strict";

const shell = document.currentScript.dataset;

// Browsers offer it on https and on this machine only.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => {
    navigator.serviceWorker.register(shell.worker).catch(() => {});
  });
}

// The service worker marks the copies that it gives out (service-worker.js).
const keptAt = document.documentElement.dataset.keptAt;
if (keptAt) {
  const notice = document.createElement("p");
  notice.className = "offline-copy";
  notice.setAttribute("role", "status");
  const at = new Date(keptAt).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  notice.textContent = shell.kept.replace("{at}", at);
  document.getElementById("main").prepend(notice);
}
