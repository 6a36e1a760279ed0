// Runs in a world of its own in the page, whose own scripts never run. Finds the texts by their
// letters and digits alone, frames them, and returns where.
(sought, mostMarks) => {
  const ATTENTION = "#c2185b";
  const MOST_WORDS = 200;
  const SHORT = 8, WORDS = 24, LOOSE = 200;
  const unseen = new Set(["SCRIPT", "STYLE", "TEMPLATE", "TITLE", "NOSCRIPT", "TEXTAREA", "OPTION"]);
  const isKept = (character) => /[\p{L}\p{N}]/u.test(character);

  // Each kept character with the text node and the offset that it came from.
  const characters = [], nodes = [], offsets = [];
  const squeeze = (text, keep) => {
    let at = 0;
    for (const character of text) {
      const code = character.charCodeAt(0);
      const isPlain = code < 128;
      for (const one of isPlain ? character.toLowerCase() : character.normalize("NFKC").toLowerCase())
        if (isPlain ? (code > 47 && code < 58) || /[a-z]/.test(one) : isKept(one)) keep(one, at);
      at += character.length;
    }
  };
  const squeezed = (text) => {
    const kept = [];
    squeeze(text, (one) => kept.push(one));
    return kept.join("");
  };

  for (const details of document.querySelectorAll("details")) details.open = true;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (unseen.has(node.parentNode?.nodeName?.toUpperCase())) continue;
    squeeze(node.data, (one, at) => { characters.push(one); nodes.push(node); offsets.push(at); });
  }
  const all = characters.join("");
  // A character of the string may be half of one of the list.
  const places = all.length === characters.length ? null : [];
  if (places) characters.forEach((one, place) => { for (let half = 0; half < one.length; half++) places.push(place); });
  const place = (at) => places ? places[at] : at;

  const find = ({ text, before }) => {
    const wanted = squeezed(text), context = squeezed(before);
    if (!wanted) return null;
    const whole = context ? all.indexOf(context + wanted) : -1;
    if (whole >= 0) return [whole + context.length, wanted.length];
    if (wanted.length < SHORT) return null;
    const alone = all.indexOf(wanted);
    if (alone >= 0) return [alone, wanted.length];
    if (wanted.length < 2 * WORDS) return null;
    // The first and the last words, where something of the page stands between that is not read.
    const start = all.indexOf(wanted.slice(0, WORDS));
    const end = start < 0 ? -1 : all.indexOf(wanted.slice(-WORDS), start + WORDS);
    const size = end + WORDS - start;
    return start >= 0 && end >= 0 && size < 2 * wanted.length + LOOSE ? [start, size] : null;
  };

  const rangeOf = ([at, size]) => {
    const first = place(at), last = place(at + size - 1);
    const range = document.createRange();
    range.setStart(nodes[first], offsets[first]);
    // With the marks that end it, which are not compared.
    const ending = nodes[last].data.slice(offsets[last]).match(/^.[^\p{L}\p{N}\s]*/u);
    range.setEnd(nodes[last], offsets[last] + ending[0].length);
    return range;
  };

  const boxOf = (box) => {
    const x = box.x + scrollX, y = box.y + scrollY;
    const isSeen = box.width > 1 && box.height > 1 && x + box.width > 0 && y + box.height > 0;
    return isSeen ? { x: Math.max(x, 0), y: Math.max(y, 0), width: box.width, height: box.height } : null;
  };

  // Where the changed words of a text stand that was found whole.
  const wordsOf = ([start, size], { text, pieces }) => {
    const boxes = [];
    if (size !== squeezed(text).length) return boxes;
    let at = start;
    for (const [piece, isChanged] of pieces) {
      const length = squeezed(piece).length;
      if (isChanged && length) boxes.push(...rangeOf([at, length]).getClientRects());
      at += length;
    }
    return boxes.map(boxOf).filter(Boolean);
  };

  const paint = (styles) => {
    const painted = document.createElement("div");
    const all = { all: "initial", position: "absolute", "z-index": "2147483647", "box-sizing": "border-box", ...styles };
    for (const [name, value] of Object.entries(all)) painted.style.setProperty(name, value, "important");
    painted.setAttribute("data-forewarn-mark", "");
    document.documentElement.append(painted);
  };

  const highlight = (box) => paint({
    left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px`,
    background: "#ffe066", "mix-blend-mode": "multiply",
  });

  const frame = (box, mark) => {
    const isGap = mark === "gap";
    paint({
      left: `${Math.max(box.x - 5, 0)}px`, top: `${isGap ? box.y + box.height + 2 : Math.max(box.y - 5, 0)}px`,
      width: `${box.width + 10}px`, height: isGap ? "0" : `${box.height + 10}px`,
      "border-radius": isGap ? "0" : "4px",
      [isGap ? "border-top" : "border"]: `3px ${isGap ? "dashed" : "solid"} ${ATTENTION}`,
    });
  };

  // Those of an earlier layout.
  for (const old of document.querySelectorAll("[data-forewarn-mark]")) old.remove();
  const found = [];
  for (const one of sought) {
    const span = found.length < mostMarks && find(one);
    const box = span && boxOf(rangeOf(span).getBoundingClientRect());
    if (!box) continue;
    const words = wordsOf(span, one);
    found.push({ ...box, mark: one.mark, focus: words[0] ?? box, words });
  }
  for (const { words, ...box } of found) {
    words.slice(0, MOST_WORDS).forEach(highlight);
    frame(box, box.mark);
  }
  return { found: found.map(({ words, ...rest }) => rest) };
}
