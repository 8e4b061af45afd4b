// Failures on purpose: the next calls of the desk go wrong in a chosen way.

import { look, post, remove, tell } from "./control.js";
import { byId } from "./dom.js";
import { on } from "./stream.js";

const PATH = "/v2/*";
const KINDS = {
  500: { kind: "status", status: 500 },
  drop: { kind: "drop_after" },
  delay: { kind: "delay", seconds: 5 },
  429: { kind: "rate_limit" },
  quota: { kind: "quota" },
};
const times = byId("fault-times");
const now = byId("faults-now");

function show(faults) {
  const left = faults.reduce((sum, fault) => sum + (fault.times ?? 0), 0);
  const always = faults.some((fault) => fault.times === null);
  const words = always ? "ずっと失敗します" : left ? `あと${left}回` : "";
  if (now.textContent !== words) now.textContent = words;
}

async function changed(done, words) {
  if (done === null) return;
  tell(words);
  show((await look("faults")) ?? []);
}

byId("fault-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const fault = { path: PATH, times: Number(times.value), ...KINDS[byId("fault-kind").value] };
  const done = fault.kind === "quota" ? "仕掛けました。返信は今までどおり届きます。" : "仕掛けました。次の呼び出しから失敗します。";
  await changed(await post("faults", fault, "仕掛けられませんでした。"), done);
});
byId("fault-clear").addEventListener("click", async () => {
  await changed(await remove("faults", "取り消せませんでした。"), "失敗をすべて取り消しました。");
});
on("faults", show);
