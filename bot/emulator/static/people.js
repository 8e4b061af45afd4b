// The friend list, the person this page speaks for, and the dialog to add or change one.

import { complain, post } from "./control.js";
import { byId, user, withArrows } from "./dom.js";
import { menu, openMenu } from "./menus.js";
import { on } from "./stream.js";
import { event } from "./actions.js";

const list = byId("people");
const dialog = byId("person");
const fields = { name: byId("person-name"), note: byId("person-note"), language: byId("person-language") };
const kind = byId("person-kind");
const OTHER = "その他";
const BETWEEN = "・";
const befriend = byId("person-befriend");
let person = null;

let waiting = 0;

function title() {
  const unread = waiting ? `(${waiting}) ` : "";
  document.title = `${unread}${byId("my-name").textContent}さんのトーク｜窓口をためす画面`;
}

function drawn({ html, unread }) {
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.innerHTML = html;
  if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  for (const badge of document.querySelectorAll(".back .unread, .tabs .unread")) {
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? "99+" : String(unread);
    badge.title = `ほかの人に未読が ${unread} 件`;
  }
  waiting = unread;
  title();
}

function known(given) {
  person = given;
  document.body.dataset.state = given.state;
  byId("my-name").textContent = given.name;
  title();
}

function ask(title, given) {
  byId("person-title").textContent = title;
  for (const [name, field] of Object.entries(fields)) field.value = given[name] ?? "";
  if (!fields.language.value) fields.language.value = "ja";
  [kind.value, fields.note.value] = split(given.note);
  befriend.checked = true;
  byId("person-befriend-row").hidden = given.user_id !== undefined;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "ok" ? values() : null);
  });
}

// What was chosen stands before what was written; words of an older kind are kept as they are.
function split(note) {
  if (note === undefined) return [kind.options[0].value, ""];
  const [head, ...rest] = note.split(BETWEEN);
  const known = [...kind.options].some((option) => option.value === head);
  return known ? [head, rest.join(BETWEEN)] : [OTHER, note];
}

function joined() {
  const words = fields.note.value.trim();
  if (kind.value === OTHER) return words || OTHER;
  return [kind.value, words].filter(Boolean).join(BETWEEN);
}

function values() {
  return { name: fields.name.value.trim(), note: joined(), language: fields.language.value };
}

async function add() {
  const given = await ask("人を追加", { language: "ja" });
  if (!given) return;
  const added = await post("people", { ...given, follow: befriend.checked }, "追加できませんでした。");
  if (added) location.assign(`/emulator?user=${encodeURIComponent(added.user_id)}`);
}

async function edit() {
  const given = await ask("名前やことばを変える", person ?? {});
  if (given) await post(`people/${user}`, given, "変えられませんでした。");
}

const setState = (state) => post(`people/${user}/state`, { state });

const DO = {
  edit,
  block: () => setState("blocked"),
  unblock: () => setState("friend"),
  follow: () => event("follow"),
  hint: () => { byId("hint").hidden = false; },
};

fields.name.addEventListener("input", () => {
  const empty = fields.name.value !== "" && !fields.name.value.trim();
  fields.name.setCustomValidity(empty ? "名前を書いてください。" : "");
});
byId("add-person").addEventListener("click", add);
byId("room-more").addEventListener("click", ({ currentTarget }) => openMenu(byId("room-menu"), currentTarget));
menu(byId("room-menu"), (what) => DO[what]());
document.querySelector(".blocked-note [data-do]").addEventListener("click", DO.unblock);
withArrows(list, "a");
on("people", drawn);
on("person", (given) => (given ? known(given) : complain("この人はもういません。")));
