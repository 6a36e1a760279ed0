// Lists the pages that the service worker kept on this device.
"use strict";

const list = document.getElementById("kept-pages");

async function shown() {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  for (const name of names) {
    const pages = await caches.open(name);
    for (const request of (await pages.keys()).reverse()) list.append(await line(pages, request));
  }
  document.getElementById("nothing-kept").hidden = list.children.length > 0;
}

async function line(pages, request) {
  const answer = await pages.match(request);
  const title = new DOMParser().parseFromString(await answer.text(), "text/html").title;
  const item = document.createElement("li");
  const link = document.createElement("a");
  const url = new URL(request.url);
  link.href = url.pathname + url.search;
  link.textContent = title.replace(" · Forewarn", "") || url.pathname;
  const time = document.createElement("time");
  time.dateTime = answer.headers.get("x-kept-at");
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  item.append(link, " ", time);
  return item;
}

if ("caches" in window) shown();
