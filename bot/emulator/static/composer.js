// The field where a person writes; what is not sent yet survives a reload.

import { say } from "./actions.js";
import { byId, keep, kept, user } from "./dom.js";

const words = byId("words");
const composer = byId("composer");
const DRAFT = `draft:${user}`;
const TALLEST_PX = 128;

function grow() {
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, TALLEST_PX)}px`;
}

export function write(text) {
  words.value = text;
  keep(sessionStorage, DRAFT, text);
  grow();
}

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = words.value;
  if (!text.trim()) return;
  write("");
  words.focus();
  // What could not be sent comes back into the field, unless something new is there already.
  if (!(await say(text)) && !words.value) write(text);
});

words.addEventListener("keydown", (event) => {
  // While a Japanese input method converts, Enter belongs to it; on a touch screen it begins a new line.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  composer.requestSubmit();
});
words.addEventListener("input", () => write(words.value));

write(kept(sessionStorage, DRAFT, ""));
