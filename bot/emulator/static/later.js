// A clock that was moved back leaves lines of later days above: a note says why.

import { now } from "./clock.js";
import { byId } from "./dom.js";
import { on } from "./stream.js";

const SAME_MS = 90e3;

function draw() {
  const times = [...document.querySelectorAll("#talk time")].map((one) => Date.parse(one.dateTime));
  byId("ahead").hidden = times.every((at) => at < now() + SAME_MS);
}

on("entry", draw);
on("clock", draw);
