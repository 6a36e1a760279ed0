// The part that was pointed at is brought into view; without this file it is marked all the same.
"use strict";

const captured = document.getElementById("captured");

function bringIntoView() {
  captured.contentDocument?.getElementById("chosen")?.scrollIntoView({ block: "center" });
}

captured?.addEventListener("load", bringIntoView);
if (captured?.contentDocument?.readyState === "complete") bringIntoView();
