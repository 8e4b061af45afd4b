// What one webhook or call carried: headers, body and answer, as text.

import { look } from "./control.js";
import { make } from "./dom.js";

const WHEN = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", dateStyle: "long", timeStyle: "medium" });
const FAULTS = {
  status: "決めた番号で断りました",
  rate_limit: "呼び出しすぎとして断りました",
  quota: "今月の通数を使い切ったことにしました",
  drop_before: "受け取らずに切断しました",
  drop_after: "受け取ってから切断しました",
  broken_body: "こわれた答えを返しました",
  delay: "おくらせました",
  delay_after: "受け取ったあと、答えをおくらせました",
  duplicate: "同じものを二度届けました",
  reorder: "順番を入れかえました",
  lost: "届けませんでした",
};

// LINE's words for a webhook that failed, and one for none that was tried.
const FAILED = {
  no_webhook_url: "Webhook の送り先が決まっていません",
  could_not_connect: "送り先につながりません",
  request_timeout: "送り先が時間内に答えません",
  unclassified: "送り先の答えが読み取れません",
};

const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function block(title, value) {
  if (value === null || value === undefined || value === "") return [];
  const text = make("pre", { tabindex: "0", role: "region", "aria-label": title }, pretty(value));
  return [make("h4", {}, title), text];
}

function complaint({ property, message, advice }) {
  const words = `${advice ? "助言：" : "LINE の指摘："}${message}`;
  return make("li", { class: advice ? "advice" : "" }, words, property ? make("code", {}, property) : null);
}

function facts(entry) {
  const pairs = [
    ["時刻", WHEN.format(new Date(entry.at_ms))],
    ["かかった時間", entry.took_ms === null ? "" : `${entry.took_ms} ミリ秒${entry.late ? "（2秒を超えました。LINE は失敗と数えます）" : ""}`],
    ["わざと", entry.fault ? FAULTS[entry.fault] ?? entry.fault : ""],
    ["失敗", entry.error ? `${FAILED[entry.error] ?? ""}（${entry.error}）` : ""],
    ["ボタンのデータ", (entry.body?.events ?? []).map?.((one) => one?.postback?.data).filter(Boolean).join("、") ?? ""],
    ["要求の番号", entry.request_id ?? ""],
  ].filter(([, value]) => value !== "");
  return make("dl", {}, ...pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function details(entry) {
  return make(
    "div",
    { class: "call-details", id: `wire-${entry.id}` },
    facts(entry),
    entry.complaints.length ? make("ul", { class: "complaints" }, ...entry.complaints.map(complaint)) : null,
    ...block("本文", entry.body),
    ...block("答え", entry.answer),
    ...block("ヘッダー", entry.headers),
  );
}

export async function toggleDetails({ entry, item, button }) {
  const shown = item.querySelector(".call-details");
  if (shown) {
    shown.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }
  const whole = await look(`wire/${entry.id}`);
  if (!whole || item.querySelector(".call-details")) return;
  item.append(details(whole));
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", `wire-${entry.id}`);
}
