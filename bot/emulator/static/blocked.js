// While a person blocks the desk, nothing can be sent: what could be pressed says so, and one button undoes it.

import { blocked } from "./control.js";
import { byId } from "./dom.js";
import { on } from "./stream.js";

let was = null;

function mark() {
  const now = blocked();
  for (const element of document.querySelectorAll(".scroll .act, .example")) {
    if (now) element.setAttribute("aria-disabled", "true");
    else element.removeAttribute("aria-disabled");
  }
  // The button that was pressed is gone: the keyboard goes on in the talk.
  if (was && !now && document.activeElement.matches("body, .blocked-note *")) byId("scroll").focus({ preventScroll: true });
  was = now;
}

on("person", mark);
on("entry", mark);
mark();
