// What pages do besides; each works without this file too.
"use strict";

document.documentElement.classList.add("scripted");

const edits = [...document.querySelectorAll(".edit")];
let at = -1;

function go(step) {
  if (!edits.length) return;
  at = Math.min(Math.max(at + step, 0), edits.length - 1);
  edits[at].focus({ preventScroll: true });
  edits[at].scrollIntoView({ block: "center" });
}

document.addEventListener("focusin", (event) => {
  const edit = event.target.closest(".edit");
  if (edit) at = edits.indexOf(edit);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "n") go(1);
  if (event.key === "p") go(-1);
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find").focus();
  }
});

for (const link of document.querySelectorAll("[data-copy]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return; // the link leads to the text
    event.preventDefault();
    const answer = await fetch(link.href);
    await navigator.clipboard.writeText(await answer.text());
    link.textContent = link.dataset.copy;
  });
}
