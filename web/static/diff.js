// What the page of a difference does besides; each part works without this file, too.
"use strict";

let current = null;

function edits() {
  return [...document.querySelectorAll(".edit")].filter((edit) => !edit.closest(".silent-edits:not([open])"));
}

function show(edit) {
  current = edit;
  edit.focus({ preventScroll: true });
  edit.scrollIntoView({ block: "center" });
  history.replaceState(null, "", `#${edit.id}`);
}

function go(step) {
  const all = edits();
  const at = all.indexOf(current);
  const next = at < 0 && step < 0 ? 0 : at + step;
  if (all[next]) show(all[next]);
  else document.querySelector(`.parts [rel="${step > 0 ? "next" : "prev"}"]`)?.click();
}

// An address may name an edit that is folded, or one of another part.
function follow() {
  const number = /^#edit-(\d+)$/.exec(location.hash)?.[1];
  if (!number) return;
  const edit = document.getElementById(`edit-${number}`);
  if (edit) {
    const folded = edit.closest("details:not([open])");
    if (folded) folded.open = true;
    current = edit;
    edit.scrollIntoView({ block: "center" });
  } else if (document.querySelector(".parts")) {
    const params = new URLSearchParams(location.search);
    if (params.get("edit") === number) return;
    params.set("edit", number);
    location.replace(`?${params}#edit-${number}`);
  }
}

async function surround(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) return false;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const edit = link.closest(".edit");
  const place = edit.querySelector("td") || edit;
  const above = found.querySelector(".around.above");
  const below = found.querySelector(".around.below");
  if (!above || !below) return false;
  place.querySelector(".op").after(document.importNode(above, true));
  place.append(document.importNode(below, true));
  return true;
}

document.addEventListener("focusin", (event) => {
  current = event.target.closest(".edit") || current;
});

keys.n = () => go(1);
keys.p = () => go(-1);

document.addEventListener("click", async (event) => {
  const context = event.target.closest("[data-context]");
  const copied = event.target.closest("[data-copy]");
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (context) {
    event.preventDefault();
    const shown = context.closest(".edit").querySelectorAll(".around");
    shown.forEach((one) => one.remove());
    if (!shown.length && !(await surround(context))) {
      location.href = context.href;
      return;
    }
    [context.textContent, context.dataset.context] = [context.dataset.context, context.textContent];
    context.setAttribute("aria-expanded", String(!shown.length));
  }
  if (copied && navigator.clipboard) { // without one, the link leads to the text
    event.preventDefault();
    const answer = await fetch(copied.href);
    await navigator.clipboard.writeText(await answer.text());
    copied.setAttribute("aria-live", "polite");
    copied.textContent = copied.dataset.copy;
  }
});

// The same sentences are folded on both sides: they open together.
document.addEventListener("toggle", (event) => {
  const fold = event.target;
  const sides = fold.matches?.(".fold") && fold.closest(".sides");
  if (!sides) return;
  const own = [...fold.closest(".was, .now").querySelectorAll(".fold")].indexOf(fold);
  for (const side of sides.querySelectorAll(".was, .now")) {
    const other = side.querySelectorAll(".fold")[own];
    if (other && other.open !== fold.open) other.open = fold.open;
  }
}, true);

addEventListener("hashchange", follow);
follow();

// The outline says which section is on the screen.
const links = new Map([...document.querySelectorAll(".outline a")].map((link) => [link.hash.slice(1), link]));
const watched = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(entry.target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "0px 0px -70% 0px" });
for (const id of links.keys()) {
  const edit = document.getElementById(id);
  if (edit) watched.observe(edit);
}
