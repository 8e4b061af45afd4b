// Search inside the talk: how many, which one, and every place marked.

import { byId } from "./dom.js";

const bar = byId("search");
const field = byId("search-words");
const count = byId("search-count");
const button = byId("find");
const talk = byId("talk");
const scroll = byId("scroll");
const marks = typeof Highlight === "function" ? CSS.highlights : null;
let found = [];
let at = -1;

function places(wanted) {
  const ranges = [];
  for (const content of talk.querySelectorAll(".content, .note")) {
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      // A few letters change their length with their case; marks would be shifted.
      if (text.length !== node.data.length) continue;
      for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, from + wanted.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}

function show() {
  talk.querySelector(".entry.found")?.classList.remove("found");
  marks?.clear();
  const words = field.value.trim();
  count.textContent = words ? (found.length ? `${at + 1} / ${found.length}件` : "0件") : "";
  if (!found.length) return;
  marks?.set("found", new Highlight(...found));
  marks?.set("found-now", new Highlight(found[at]));
  const entry = found[at].startContainer.parentElement.closest(".entry");
  entry.classList.add("found");
  // Only the talk scrolls, never the page around it.
  const place = found[at].getBoundingClientRect();
  const view = scroll.getBoundingClientRect();
  scroll.scrollTop += place.top - view.top - view.height / 2;
}

function search() {
  const wanted = field.value.trim().toLowerCase();
  found = wanted ? places(wanted) : [];
  at = found.length - 1;
  show();
}

function go(step) {
  if (!found.length) return;
  at = (at + step + found.length) % found.length;
  show();
}

function close() {
  bar.hidden = true;
  button.setAttribute("aria-expanded", "false");
  field.value = "";
  search();
  button.focus();
}

button.addEventListener("click", () => {
  if (!bar.hidden) return close();
  bar.hidden = false;
  button.setAttribute("aria-expanded", "true");
  field.focus();
  return undefined;
});
field.addEventListener("input", search);
byId("search-up").addEventListener("click", () => go(-1));
byId("search-down").addEventListener("click", () => go(1));
byId("search-close").addEventListener("click", close);
bar.addEventListener("submit", (event) => event.preventDefault());
bar.addEventListener("keydown", (event) => {
  const step = { Enter: event.shiftKey ? 1 : -1, ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === "Escape") close();
  else if (step && event.target === field) {
    event.preventDefault();
    go(step);
  }
});
