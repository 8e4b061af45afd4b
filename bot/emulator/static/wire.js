// The wire: each webhook and each API call as it happens, newest first.

import { byId, icon, keep, kept, make, user, withArrows } from "./dom.js";
import { on } from "./stream.js";
import { toggleDetails } from "./wire_details.js";

const MOST = 300;
const list = byId("wire-list");
const CLEARED = "wire-cleared";
const FILTER = "wire-filter";
const rows = new Map();
const TIME = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" });
let filter = kept(sessionStorage, FILTER, { show: "all", mine: false });
let cleared = kept(sessionStorage, CLEARED, 0);
let waiting = null;
let quiet = true;

// A look-up that finds nothing is an answer: so a bot learns that no menu is set, or that somebody has left.
const nothing = ({ method, status }) => method === "GET" && status === 404;
const failed = ({ status, took_ms }) => (status === null ? took_ms !== null : status >= 400);
const problem = (entry) =>
  !nothing(entry) && (failed(entry) || entry.late || Boolean(entry.fault) || entry.complaints.some((one) => !one.advice));

// What stands where a status would; why, the details say.
const UNSENT = { __proto__: null, no_webhook_url: "送り先なし", could_not_connect: "届かず", request_timeout: "時間切れ" };

function status({ status: number, took_ms, error }) {
  return String(number ?? (took_ms === null ? "待ち" : UNSENT[error] ?? "切断"));
}

function tags(entry) {
  const { late, fault, complaints } = entry;
  const advice = complaints.filter((one) => one.advice).length;
  const found = nothing(entry) ? 0 : complaints.length - advice;
  return [
    fault && ["warn", "わざと"],
    late && ["bad", "遅い"],
    found > 0 && ["bad", `指摘${found}`],
    advice > 0 && ["warn", `助言${advice}`],
    [failed(entry) && !nothing(entry) ? "bad" : entry.took_ms === null ? "open" : "", status(entry)],
  ].filter(Boolean).map(([look, words]) => make("span", { class: `tag ${look}` }, words));
}

function line(entry) {
  const out = entry.kind === "webhook";
  const took = entry.took_ms === null ? "" : `${entry.took_ms < 10 ? entry.took_ms.toFixed(1) : Math.round(entry.took_ms)} ms`;
  const way = make("span", { class: "way" }, icon(out ? "out" : "in"), make("span", { class: "hidden" }, out ? "窓口へ：" : "窓口から："));
  return [
    way,
    make("span", { class: "words" }, entry.summary),
    make("span", { class: "status" }, ...tags(entry)),
    make("span", { class: "path" }, entry.error === "no_webhook_url" ? "" : `${entry.method} ${entry.path}`),
    make("span", { class: "took" }, [TIME.format(new Date(entry.at_ms)), took].filter(Boolean).join("・")),
  ];
}

function fits(entry) {
  if (filter.mine && !entry.user_ids.includes(user)) return false;
  return filter.show === "all" || (filter.show === "problem" ? problem(entry) : entry.kind === filter.show);
}

function place(row) {
  const after = [...list.children].find((one) => Number(one.dataset.id) < row.entry.id);
  list.insertBefore(row.item, after ?? null);
}

function put(entry) {
  if (entry.rev <= cleared) return;
  let row = rows.get(entry.id);
  if (!row) {
    const button = make("button", { class: "call-line", type: "button", "aria-expanded": "false" });
    const item = make("li", { class: `${entry.kind}${quiet ? "" : " fresh"}`, "data-id": entry.id }, button);
    row = { entry, item, button };
    rows.set(entry.id, row);
    button.addEventListener("click", () => toggleDetails(row));
    place(row);
  }
  row.entry = entry;
  row.button.replaceChildren(...line(entry));
  row.item.hidden = !fits(entry);
}

function trim() {
  while (list.children.length > MOST) {
    rows.delete(Number(list.lastElementChild.dataset.id));
    list.lastElementChild.remove();
  }
}

function summed() {
  const problems = [...rows.values()].filter(({ entry }) => problem(entry)).length;
  byId("wire-problems").textContent = problems ? String(problems) : "";
  const any = [...rows.values()].some(({ item }) => !item.hidden);
  byId("wire-empty").hidden = any;
  byId("wire-empty").textContent = rows.size ? "このしぼりこみに合う通信はありません。" : "メッセージを送ると、ここに通信が出ます。";
}

function arrived(entries) {
  if (waiting) {
    for (const entry of entries) waiting.set(entry.id, entry);
    byId("wire-pause").textContent = `つづける（${waiting.size}）`;
    return;
  }
  entries.forEach(put);
  trim();
  summed();
  const seen = document.body.dataset.pane === "wire";
  if (!quiet && !seen && entries.some(problem)) document.querySelector(".tabs .mark").hidden = false;
  quiet = false;
}

function filtered() {
  for (const button of document.querySelectorAll(".segments button")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === filter.show));
  }
  byId("wire-mine").checked = filter.mine;
  for (const row of rows.values()) row.item.hidden = !fits(row.entry);
  keep(sessionStorage, FILTER, filter);
  summed();
}

document.querySelector(".segments").addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  filter = { ...filter, show: button.dataset.show };
  filtered();
});
byId("wire-mine").addEventListener("change", ({ target }) => {
  filter = { ...filter, mine: target.checked };
  filtered();
});
byId("wire-pause").addEventListener("click", ({ currentTarget }) => {
  const missed = waiting;
  waiting = missed ? null : new Map();
  currentTarget.setAttribute("aria-pressed", String(waiting !== null));
  currentTarget.textContent = waiting ? "つづける" : "とめる";
  if (missed) arrived([...missed.values()]);
});
byId("wire-clear").addEventListener("click", () => {
  cleared = Math.max(cleared, ...[...rows.values(), ...(waiting ?? new Map()).values()].map((one) => (one.entry ?? one).rev));
  keep(sessionStorage, CLEARED, cleared);
  rows.clear();
  waiting?.clear();
  list.replaceChildren();
  summed();
});
withArrows(list, ".call-line");
on("wire", arrived);
filtered();
