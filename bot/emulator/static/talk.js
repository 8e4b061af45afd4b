// The lines of the talk: new and changed ones, days and runs, and where the view stands.

import { byId, fromTemplate, keep, kept, user } from "./dom.js";
import { on } from "./stream.js";

const NEAR_PX = 80;
const talk = byId("talk");
const scroll = byId("scroll");
const newer = byId("newer");
const SCROLL = `scroll:${user}`;
let following = true;
let put_at = 0;
// Somebody went to the very end by themselves: there it stays, whatever changes its height.
let down = false;
let touched_at = -Infinity;
// The first line not seen yet, in a talk where nobody has asked anything.
let first = null;
let first_at = 0;
const BURST_MS = 3000;

// A day stands above its first line; a run of lines of one side shows its owner once.
function arrange() {
  let before = null;
  for (const entry of talk.children) {
    const day = !before || before.dataset.day !== entry.dataset.day;
    entry.classList.toggle("day", day);
    entry.classList.toggle("run", day || before.classList[1] !== entry.classList[1]);
    before = entry;
  }
  if (talk.querySelector(".entry.person .row")) byId("examples").hidden = true;
}

const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;

// Down to the newest line, but never so far that the question above a long answer, or a greeting's first words, leave
// the screen; of a question that would fill it, only the end stays, in the upper half.
export function toEnd(really = false) {
  const questions = talk.querySelectorAll(".entry.person");
  const question = questions[questions.length - 1];
  const from = question ?? first;
  const passed = question ? Math.max(0, question.offsetHeight - scroll.clientHeight / 2) : 0;
  const top = from?.isConnected && !really ? from.offsetTop - 8 + passed : Infinity;
  down = really;
  scroll.scrollTop = Math.min(scroll.scrollHeight - scroll.clientHeight, top);
  put_at = scroll.scrollTop;
  following = true;
  showNewer();
}

export function follow() {
  following = true;
}

function showNewer(words) {
  newer.hidden = nearEnd();
  if (newer.hidden || words !== undefined) newer.lastElementChild.textContent = words ?? "";
  newer.setAttribute("aria-label", newer.lastElementChild.textContent || "いちばん下へ");
}

const number = (entry) => Number(entry.id.slice("entry-".length));

function put(seq, html) {
  const fresh = fromTemplate(html);
  const known = byId(`entry-${seq}`);
  if (!known) {
    // An old line that changed, for example taken back, while the page shows only the newer ones.
    if (talk.firstElementChild && seq < number(talk.firstElementChild)) return false;
    fresh.classList.add("fresh");
    talk.append(fresh);
    return true;
  }
  const [old, now] = [known, fresh].map((entry) => entry.querySelector(".content")?.innerHTML);
  // Only the mark that it was read is new: the message itself is not announced again.
  if (old !== undefined && old === now) known.querySelector(".meta").replaceWith(fresh.querySelector(".meta"));
  else known.replaceWith(fresh);
  return false;
}

function begun() {
  if (first !== null && performance.now() - first_at < BURST_MS) return;
  first = talk.lastElementChild;
  first_at = performance.now();
}

function arrived({ seq, side, html }) {
  const all_seen = nearEnd();
  const added = put(seq, html);
  arrange();
  if (added && side === "bot" && all_seen) begun();
  if (added && side === "person") toEnd();
  else if (following) toEnd(down);
  else showNewer(added ? "新しいメッセージ" : undefined);
}

for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  scroll.addEventListener(name, () => { touched_at = performance.now(); }, { passive: true });
}
scroll.addEventListener("scroll", () => {
  const by_hand = Math.abs(scroll.scrollTop - put_at) >= 4;
  // A view that grows moves the talk too: only what somebody did just now counts.
  if (by_hand && performance.now() - touched_at < 1000) down = nearEnd();
  following = nearEnd() || !by_hand;
  showNewer();
});
newer.addEventListener("click", () => {
  toEnd(true);
  scroll.focus({ preventScroll: true });
});
// Pictures that load late and a keyboard that opens change the height under the view.
new ResizeObserver(() => { if (following) toEnd(down); }).observe(scroll);
new ResizeObserver(() => { if (following) toEnd(down); else showNewer(); }).observe(byId("log"));
addEventListener("pagehide", () => keep(sessionStorage, SCROLL, following ? null : scroll.scrollTop));

on("entry", arrived);
on("loading", (shown) => {
  byId("loading").hidden = !shown;
  if (following) toEnd(down);
});
// Somebody has emptied the talk: begin anew.
on("lines", (count) => { if (talk.children.length > count) location.reload(); });

arrange();
const unread = Number(document.body.dataset.unread);
if (unread) first = byId(`entry-${unread}`) ?? talk.firstElementChild;
const stood = kept(sessionStorage, SCROLL, null);
if (stood === null) toEnd();
else scroll.scrollTop = stood;
