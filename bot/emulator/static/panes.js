// Which part of the page shows on narrower windows, and the hint of the first visit.

import { byId, keep, kept } from "./dom.js";
import { on } from "./stream.js";

const PANE = "pane";
const HINT = "hint-seen";
const FIRST = { people: "#people a[aria-current]", wire: "#wire-pause", clock: "#clock-pause", talk: "#scroll" };
const tabs = document.querySelectorAll(".tabs button");

function to(pane) {
  document.body.dataset.pane = pane;
  keep(sessionStorage, PANE, pane);
  for (const tab of tabs) tab.setAttribute("aria-current", String(tab.dataset.to === pane));
  if (pane === "wire") document.querySelector(".tabs .mark").hidden = true;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-to]");
  if (!button) return;
  to(button.dataset.to);
  // A button outside the tabs leads there: the keyboard goes along.
  if (!button.closest(".tabs")) document.querySelector(FIRST[button.dataset.to])?.focus();
});
byId("people").addEventListener("click", ({ target }) => {
  if (!target.closest("a")) return;
  keep(sessionStorage, PANE, "talk");
  closeHint();
});
document.querySelector('.skip[href="#people"]').addEventListener("click", () => to("people"));
document.querySelector('.skip[href="#wire-list"]').addEventListener("click", () => to("wire"));

function closeHint() {
  byId("hint").hidden = true;
  keep(localStorage, HINT, true);
}

// Who has written or chosen somebody else has found the way.
on("entry", ({ side }) => {
  if (side === "person") closeHint();
});
byId("hint-close").addEventListener("click", () => {
  closeHint();
  byId("scroll").focus({ preventScroll: true });
});
byId("hint").hidden = kept(localStorage, HINT, false);
to(kept(sessionStorage, PANE, "talk"));
