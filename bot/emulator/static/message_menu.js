// The menu of one's own message: copy it, or unsend it.

import { complain, post, tell } from "./control.js";
import { byId, user } from "./dom.js";
import { menu, openMenu } from "./menus.js";

const element = byId("message-menu");
const talk = byId("talk");

const words = (button) => button.closest(".entry").querySelector(".content").innerText.trim();

function at(button) {
  // A picture or a sticker has no words to copy.
  element.querySelector('[data-do="copy"]').hidden = words(button) === "";
  openMenu(element, button);
  if (element.hidden) return;
  const phone = element.parentElement.getBoundingClientRect();
  const box = button.getBoundingClientRect();
  const below = box.bottom - phone.top + 4;
  const fits = below + element.offsetHeight < phone.height - 8;
  element.style.top = `${fits ? below : Math.max(8, box.top - phone.top - element.offsetHeight - 4)}px`;
  element.style.left = `${Math.max(8, Math.min(box.right - phone.left, phone.width - 8) - element.offsetWidth)}px`;
}

async function choose(what, button) {
  const entry = button.closest(".entry");
  if (what === "unsend") {
    await post("event", { user, kind: "unsend", changes: { unsend: { messageId: entry.dataset.message } } });
    return;
  }
  try {
    await navigator.clipboard.writeText(words(button));
    tell("コピーしました。");
  } catch {
    complain("コピーできませんでした。ブラウザの設定を確かめてください。");
  }
}

menu(element, choose);
talk.addEventListener("click", ({ target }) => {
  const button = target.closest(".dots-button");
  if (button) at(button);
});
// A long press or a right click on one's own message, but not while words are selected.
talk.addEventListener("contextmenu", (event) => {
  const button = event.target.closest(".entry.person .row")?.querySelector(".dots-button");
  if (!button || !getSelection().isCollapsed) return;
  event.preventDefault();
  at(button);
});
