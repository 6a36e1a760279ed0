// What the operators' pages do besides; each works without this file too.
"use strict";

const progress = document.querySelector("[data-check]");

// Show the page anew when the check has gone on; ask more seldom the longer it takes.
async function follow(pause) {
  await new Promise((resolve) => setTimeout(resolve, pause));
  try {
    const answer = await fetch(progress.dataset.check, { headers: { accept: "application/json" } });
    if (!answer.ok || (await answer.json()).state !== progress.dataset.state) {
      location.reload();
      return;
    }
  } catch {
    // The machine is away; ask again.
  }
  follow(Math.min(pause * 1.3, 10000));
}

if (progress) follow(1000);

const every = document.getElementById("every");

if (every) {
  const boxes = [...document.querySelectorAll("input[name=source][type=checkbox]")];
  const chosen = document.querySelector(".chosen");
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    every.checked = number === boxes.length;
    every.indeterminate = number > 0 && number < boxes.length;
    chosen.textContent = number ? `${chosen.dataset.some} ${number}` : chosen.dataset.none;
  };
  document.querySelector(".choose-all").hidden = false;
  chosen.hidden = false;
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  count();
}
