// What pages do besides; each works without this file too.
"use strict";

const root = document.documentElement;

// Storage may be forbidden; then a choice lasts as long as the page.
function stored(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    return null;
  }
  return value;
}

// Light, dark, or as the system has it.
const theme = document.getElementById("theme");
if (theme) {
  theme.value = root.dataset.theme ?? "";
  theme.addEventListener("change", () => {
    if (theme.value) root.dataset.theme = theme.value;
    else delete root.dataset.theme;
    stored("theme", theme.value);
  });
}

// On a phone the filters fold behind a button that counts those in use.
for (const form of document.querySelectorAll("form.filters")) {
  const used = [...form.querySelectorAll("select, [type=date]")].filter((field) => field.value).length;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fold";
  button.textContent = used ? `${document.body.dataset.filters} (${used})` : document.body.dataset.filters;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(form.classList.toggle("open")));
  });
  form.append(button);
}

// The keys. WCAG 2.1.4: who types by voice can turn them off.
const dialog = document.getElementById("keys");
const off = document.getElementById("keys-off");
let isGoing = false;

// The page of a difference adds its own.
const keys = {
  g: () => { isGoing = true; },
  "/": () => document.getElementById("find")?.focus(),
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift") return;
  if (event.target.closest("input, select, textarea") || dialog?.open || off?.checked) return;
  const link = isGoing && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  isGoing = false;
  if (link) link.click();
  else if (Object.hasOwn(keys, event.key)) {
    if (event.key === "/") event.preventDefault();
    keys[event.key]();
  }
});

if (dialog) {
  document.getElementById("keys-open").addEventListener("click", () => dialog.showModal());
  off.checked = stored("keys") === "off";
  off.addEventListener("change", () => stored("keys", off.checked ? "off" : ""));
}
