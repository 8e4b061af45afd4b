// The platform's clock: what it shows, how far it is from the real time, and the hands that move it.

import { post } from "./control.js";
import { byId } from "./dom.js";
import { on } from "./stream.js";

const ZONE = { timeZone: "Asia/Tokyo" };
const DAY = new Intl.DateTimeFormat("ja-JP", { ...ZONE, dateStyle: "long" });
const WEEKDAY = new Intl.DateTimeFormat("ja-JP", { ...ZONE, weekday: "short" });
const SHORT = new Intl.DateTimeFormat("ja-JP", { ...ZONE, hour: "numeric", minute: "2-digit" });
const TIME = new Intl.DateTimeFormat("ja-JP", { ...ZONE, hour: "numeric", minute: "2-digit", second: "2-digit" });
// Below this, two clocks are the same for a person.
const SAME_MS = 90e3;
const pause = byId("clock-pause");
let shown = { now_ms: Date.now(), paused: false, offset_ms: 0 };
let heard = performance.now();

export const now = () => shown.now_ms + (shown.paused ? 0 : performance.now() - heard);

function apart(ms) {
  const minutes = Math.round(Math.abs(ms) / 60e3);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const words = [days && `${days}日`, hours && `${hours}時間`, !days && minutes % 60 && `${minutes % 60}分`];
  return words.filter(Boolean).join("と");
}

function stateWords() {
  const ms = now() - Date.now();
  const away = Math.abs(ms) > SAME_MS && `本当の時刻より ${apart(ms)}${ms > 0 ? "進んで" : "もどって"}います`;
  return [shown.paused && "止まっています", away].filter(Boolean).join("・");
}

function draw() {
  const at = new Date(now());
  const faces = { day: `${DAY.format(at)}（${WEEKDAY.format(at)}）`, time: TIME.format(at), short: SHORT.format(at) };
  for (const face of document.querySelectorAll("[data-clock]")) face.textContent = faces[face.dataset.clock];
  const words = stateWords();
  const state = byId("clock-state");
  // A live region speaks at each change: it must not change every second.
  if (state.textContent !== (words || "本当の時刻です")) state.textContent = words || "本当の時刻です";
  state.classList.toggle("away", words !== "");
  byId("shifted").hidden = words === "";
  const told = `時計：${faces.day} ${faces.short}（${shown.paused ? "止まっています" : "ずらしています"}）`;
  const button = byId("shifted").firstElementChild;
  if (button.textContent !== told) button.textContent = told;
}

function set(given) {
  shown = given;
  heard = performance.now();
  pause.textContent = given.paused ? "動かす" : "止める";
  document.querySelector('[data-clock-do="real"]').disabled = !given.paused && Math.abs(given.offset_ms) < 1000;
  draw();
}

const DO = {
  pause: () => ({ paused: !shown.paused }),
  hour: () => ({ move_seconds: 3600 }),
  day: () => ({ move_seconds: 86400 }),
  morning: () => ({ next: "09:00" }),
  real: () => ({ real: true }),
};

async function move(body) {
  const given = await post("clock", body, "時計を動かせませんでした。");
  if (given) set(given);
}

document.querySelector(".clock-hands").addEventListener("click", ({ target }) => {
  const what = DO[target.dataset.clockDo];
  if (what) move(what());
});
byId("clock-set").addEventListener("submit", (event) => {
  event.preventDefault();
  move({ to: byId("clock-to").value });
});
byId("clock-to").addEventListener("focus", ({ target }) => {
  if (!target.value) target.value = new Date(now() + 9 * 3600e3).toISOString().slice(0, 16);
});
on("clock", set);
setInterval(draw, 1000);
draw();
