// The preview follows the form as it is typed; without this file there is a button.
"use strict";

const WAIT_MS = 600;
const sourceForm = document.getElementById("source-form");
const preview = document.getElementById("preview");
let timer = 0;
let asked = null;

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  const mine = asked;
  preview.classList.add("waiting");
  try {
    const body = new URLSearchParams(new FormData(sourceForm));
    const answer = await fetch("/operator/sources/preview", { method: "POST", body, signal: mine.signal, redirect: "error" });
    // The session is over, or the server is busy: the button still tells why.
    if (answer.ok && mine === asked) preview.innerHTML = await answer.text();
  } catch {
    return; // a newer preview was asked for, or the server is away
  } finally {
    if (mine === asked) preview.classList.remove("waiting");
  }
}

sourceForm?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT_MS);
});
