// What happens when a person presses something a message or a menu offers.

import { blocked, complain, post, sayBlocked, tell } from "./control.js";
import { byId, user } from "./dom.js";
import { pick } from "./picker.js";
import { follow } from "./talk.js";
import { on } from "./stream.js";

const quick = byId("quick");
const others = Object.create(null);

// Kinds of actions that belong to another module add themselves here.
export function also(type, handle) {
  others[type] = handle;
}

// Quick replies vanish with the tap; when it could not be sent they come back.
async function spending(sending) {
  const before = [...quick.childNodes];
  quick.replaceChildren();
  follow();
  const done = await sending;
  if (done === null && !quick.hasChildNodes()) quick.append(...before);
  return done !== null;
}

export const say = (text) => spending(post("say", { user, text }));

export const event = (kind, changes = {}) => spending(post("event", { user, kind, changes }));

async function posted(element, params) {
  const { data, displaytext } = element.dataset;
  const done = await spending(post("postback", { user, data: data ?? "", params, display_text: displaytext || null }));
  if (done && element.dataset.inputoption) others.inputoption?.(element.dataset);
}

async function picked(element) {
  const { mode, initial, min, max, label } = element.dataset;
  const value = await pick({ mode, initial, min, max, label: label || element.textContent.trim() });
  if (value) await posted(element, { [mode]: value });
}

async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.dataset.clipboardtext ?? "");
    tell("コピーしました。");
  } catch {
    complain("コピーできませんでした。ブラウザの設定を確かめてください。");
  }
}

async function switched(element) {
  const { richmenualiasid: alias, data } = element.dataset;
  await post("richmenu/switch", { user, alias, data: data ?? "" });
}

const KINDS = {
  __proto__: null,
  message: (element) => say(element.dataset.text || element.dataset.label || ""),
  postback: (element) => posted(element),
  datetimepicker: picked,
  clipboard: copied,
  richmenuswitch: switched,
};

export function press(element) {
  if (blocked()) {
    sayBlocked();
    return;
  }
  (KINDS[element.dataset.type] ?? others[element.dataset.type])?.(element);
}

document.addEventListener("click", (event) => {
  const element = event.target.closest(".act");
  if (element) press(element);
});
document.addEventListener("keydown", (event) => {
  const element = event.target.closest?.(".act:not(button)");
  if (element && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    press(element);
  }
});
for (const button of document.querySelectorAll(".example")) {
  button.addEventListener("click", () => say(button.textContent));
}

on("quick", (html) => {
  quick.innerHTML = html;
  quick.scrollLeft = 0;
});
