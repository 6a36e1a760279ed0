// Keeps the public pages that were opened, for reading without a network.
// The network comes first: a kept copy is shown only when there is none, with the time it was kept.
// Never kept: what the server marks `no-store` (signed, personal and operators' pages), the API, exports.
"use strict";

const RELEASE = new URL(location).searchParams.get("release");
const STATIC = `static-${RELEASE}`;
const PAGES = `pages-${RELEASE}`;
const OFFLINE = "/offline";
const MOST_PAGES = 60;
const MOST_CHARACTERS = 2000000;
const MOST_AGE = 30 * 24 * 3600 * 1000;
const PUBLIC = /^\/($|(changes|calendar|events|cases|sources|search|charts|feeds|status)($|\/))/;
const KEPT_AT = "x-kept-at";

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});

// A new release has another name for its caches; what the old one kept goes.
self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers([STATIC, PAGES]).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname.endsWith("/sign-out")) {
    event.waitUntil(caches.delete(PAGES));
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(visit(event, url));
});

// The address of a static file changes with its content.
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(STATIC)).put(request, answer.clone());
  return answer;
}

async function visit(event, url) {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch (error) {
    return (PUBLIC.test(url.pathname) && (await copyOf(url))) || offlinePage(error);
  }
  if (mayKeep(url, answer)) event.waitUntil(keep(url, answer.clone()));
  // The page for no network speaks the language that was just chosen.
  if (url.searchParams.has("lang")) event.waitUntil(keepOffline().catch(() => {}));
  return answer;
}

function mayKeep(url, answer) {
  const control = answer.headers.get("cache-control") || "";
  const type = answer.headers.get("content-type") || "";
  return PUBLIC.test(url.pathname) && answer.status === 200 && !answer.redirected
    && type.startsWith("text/html") && !/no-store|private/.test(control);
}

async function keep(url, answer) {
  const text = await answer.text();
  if (text.length > MOST_CHARACTERS) return;
  const headers = { "content-type": "text/html; charset=utf-8", [KEPT_AT]: new Date().toISOString() };
  for (const name of ["content-security-policy", "x-content-type-options", "referrer-policy"]) {
    if (answer.headers.has(name)) headers[name] = answer.headers.get(name);
  }
  const pages = await caches.open(PAGES);
  // What is kept last stands last.
  await pages.delete(addressOf(url));
  await pages.put(addressOf(url), new Response(text, { headers }));
  await prune(pages);
}

async function prune(pages) {
  const kept = await pages.keys();
  for (const [place, request] of kept.entries()) {
    const answer = await pages.match(request);
    if (place < kept.length - MOST_PAGES || (answer && isOld(answer))) await pages.delete(request);
  }
}

function isOld(answer) {
  return Date.now() - new Date(answer.headers.get(KEPT_AT)) > MOST_AGE;
}

async function copyOf(url) {
  const answer = await (await caches.open(PAGES)).match(addressOf(url));
  if (!answer || isOld(answer)) return null;
  const text = await answer.text();
  const marked = text.replace("<html ", `<html data-kept-at="${answer.headers.get(KEPT_AT)}" `);
  return new Response(marked, { headers: answer.headers });
}

async function offlinePage(error) {
  const kept = await (await caches.open(STATIC)).match(OFFLINE);
  if (kept) return kept;
  throw error;
}

// The part after # names a place in the page.
function addressOf(url) {
  return url.origin + url.pathname + url.search;
}

async function keepOffline() {
  const answer = await fetch(OFFLINE, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the page for no network: ${answer.status}`);
  const text = await answer.clone().text();
  const files = await caches.open(STATIC);
  await files.put(OFFLINE, answer);
  await files.addAll(new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1])));
}

async function dropOthers(names) {
  const all = await caches.keys();
  await Promise.all(all.filter((name) => !names.includes(name)).map((name) => caches.delete(name)));
}
