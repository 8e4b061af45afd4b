// The rich menu with its areas, and the bar that changes between menu and keyboard as in LINE's app.

import { also } from "./actions.js";
import { write } from "./composer.js";
import { byId, keep, kept, make, user } from "./dom.js";
import { on } from "./stream.js";

const picture = byId("richmenu");
const bar = byId("chat-bar");
const composer = byId("composer");
const attach = byId("attach");
const toggle = byId("menu-toggle");
const words = byId("words");
const STATE = `menu:${user}`;
// Only these may be followed; everything else an area could carry leads nowhere.
const SAFE = /^(?:https?:\/\/|tel:)[^\s"'<>]+$/i;
let menu = null;
let drawn = "null";
// A low window, or a large zoom: the menu would leave no room for the talk.
const low = matchMedia("(max-height: 560px)");
let state = kept(sessionStorage, STATE, { id: null, keyboard: false, open: false });
if (low.matches) state.open = false;

function show() {
  const mode = menu !== null && !state.keyboard;
  bar.hidden = !mode;
  composer.hidden = mode;
  picture.hidden = !mode || !state.open;
  if (mode) closeAttach();
  byId("to-menu").hidden = menu === null;
  toggle.setAttribute("aria-expanded", String(state.open));
  keep(sessionStorage, STATE, state);
}

function closeAttach() {
  attach.hidden = true;
  byId("more").setAttribute("aria-expanded", "false");
}

export function toKeyboard(focus = true) {
  state = { ...state, keyboard: true };
  show();
  if (focus) words.focus();
}

function toMenu(open) {
  if (menu === null) return;
  state = { ...state, keyboard: false, open };
  show();
}

const percent = (part, whole) => `${((part / whole) * 100).toFixed(3)}%`;

function area({ bounds, action = {} }, { width, height }) {
  const name = action.label || action.displayText || action.text || action.uri || "メニュー";
  const link = action.type === "uri" && SAFE.test(action.uri ?? "");
  const attributes = link
    ? { class: "area", href: action.uri, target: "_blank", rel: "noopener noreferrer" }
    : { class: `area${action.type === "uri" ? "" : " act"}`, type: "button" };
  const element = make(link ? "a" : "button", attributes, make("span", {}, name));
  if (!link) {
    const { type, richMenuAliasId, ...rest } = action;
    const given = { type, richmenualiasid: richMenuAliasId, ...rest };
    for (const [key, value] of Object.entries(given)) {
      if (typeof value === "string" && /^[a-z]+$/i.test(key)) element.setAttribute(`data-${key.toLowerCase()}`, value);
    }
  }
  element.style.left = percent(bounds.x, width);
  element.style.top = percent(bounds.y, height);
  element.style.width = percent(bounds.width, width);
  element.style.height = percent(bounds.height, height);
  return element;
}

function draw() {
  const focused = [...picture.querySelectorAll(".area")].indexOf(document.activeElement);
  const image = make("img", { alt: "", src: menu.image });
  picture.classList.remove("bare");
  image.onerror = () => {
    image.remove();
    picture.classList.add("bare");
  };
  picture.setAttribute("aria-label", menu.chatBarText || "メニュー");
  picture.style.aspectRatio = `${menu.size.width} / ${menu.size.height}`;
  // The whole picture, but never more than two fifths of the window's height.
  picture.style.width = `min(100%, ${((menu.size.width / menu.size.height) * 40).toFixed(2)}dvh)`;
  picture.replaceChildren(image, ...menu.areas.map((one) => area(one, menu.size)));
  // A tab that was pressed by keyboard keeps its place in the new menu.
  picture.querySelectorAll(".area")[focused]?.focus();
}

function changed(given) {
  if (drawn === JSON.stringify(given)) return;
  const first = menu === null;
  menu = given;
  drawn = JSON.stringify(given);
  if (menu !== null) {
    toggle.firstElementChild.textContent = menu.chatBarText || "メニュー";
    if (first && state.id === null) state = { keyboard: false, open: Boolean(menu.selected) && !low.matches, id: menu.richMenuId };
    state.id = menu.richMenuId;
    draw();
  } else {
    state = { id: null, keyboard: false, open: false };
  }
  show();
}

const OPTIONS = {
  closeRichMenu: () => toMenu(false),
  openRichMenu: () => toMenu(true),
  openKeyboard: ({ fillintext }) => {
    if (fillintext) write(fillintext);
    toKeyboard();
  },
};

also("inputoption", (given) => Object.hasOwn(OPTIONS, given.inputoption) && OPTIONS[given.inputoption](given));
low.addEventListener("change", ({ matches }) => {
  if (!matches || !state.open) return;
  state = { ...state, open: false };
  show();
});
toggle.addEventListener("click", () => toMenu(!state.open));
byId("to-keyboard").addEventListener("click", () => toKeyboard());
byId("to-menu").addEventListener("click", () => {
  toMenu(true);
  toggle.focus();
});
document.querySelector('.skip[href="#words"]').addEventListener("click", (event) => {
  event.preventDefault();
  document.body.dataset.pane = "talk";
  toKeyboard();
});
// Who begins to type means the keyboard.
document.addEventListener("keydown", (event) => {
  const free = event.target === document.body || event.target.id === "scroll";
  const letter = event.key === "Process" || (event.key.length === 1 && event.key !== " ");
  if (free && letter && !event.ctrlKey && !event.metaKey && !event.altKey) toKeyboard();
});
on("richmenu", changed);
show();
// What the page came with, so that nothing jumps when the stream opens.
changed(JSON.parse(picture.dataset.menu));
