// What a reader would stumble over on this page, at this width: a list of sentences.
() => {
  const found = [];
  const name = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} “${element.textContent.trim().slice(0, 40)}”`;
  const isShown = (element) => element.checkVisibility() && !element.closest(".unseen, .skip, option, title, noscript");
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide`);

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || !isShown(holder)) continue;
    const scale = holder instanceof SVGElement ? holder.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(holder).fontSize) * scale;
    if (size < 11) found.push(`${size} px: ${name(holder)}`);
    // A word that is longer than a phone may break; a Chinese one may break anywhere.
    for (const word of node.data.matchAll(/[A-Za-z0-9ÄÖÜäöüß:.]{2,24}/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top)));
      if (lines.size > 1 && !holder.closest("code") && !/[A-Za-z0-9]{25}/.test(node.data)) found.push(`broken: ${word[0]} in ${name(holder)}`);
    }
  }
  for (const time of document.querySelectorAll("time")) {
    if (isShown(time) && time.getClientRects().length > 1) found.push(`a time in two lines: ${name(time)}`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!isShown(element) || element.closest("svg, .wide, select, input, textarea")) continue;
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === "visible") {
      found.push(`wider than its box: ${name(element)}`);
    }
  }
  for (const drawing of document.querySelectorAll("svg")) {
    const boxes = [...drawing.querySelectorAll("text")].filter(isShown).map((text) => [text, text.getBoundingClientRect()]);
    for (const [one, a] of boxes) for (const [other, b] of boxes) {
      if (one !== other && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
        found.push(`labels touch: ${one.textContent} and ${other.textContent}`);
      }
    }
  }
  return [...new Set(found)];
}
