// What must be so before the first paint: the colours that the reader chose, and that scripts run.
"use strict";

document.documentElement.classList.add("scripted");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here; the system's colours count.
}
