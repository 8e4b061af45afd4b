// Everything that is sent without words: pictures, stickers, places.

import { also, event } from "./actions.js";
import { complain, tell, upload } from "./control.js";
import { byId, user } from "./dom.js";
import { follow } from "./talk.js";

const LARGEST = 10 * 1024 * 1024;
const panel = byId("attach");
const more = byId("more");
const file = byId("picture");
const place = byId("place");

function showPanel(shown) {
  panel.hidden = !shown;
  more.setAttribute("aria-expanded", String(shown));
}

const UNREADABLE = "この写真は読み取れません。PNG か JPEG の写真を選んでください。";
const TOO_LARGE = "10MB までの写真を送れます。";

// A name that ends in .png does not make a picture: whether it is one shows when it is drawn.
async function readable(blob) {
  if (!["image/png", "image/jpeg"].includes(blob.type)) return false;
  try {
    (await createImageBitmap(blob)).close();
    return true;
  } catch {
    return false;
  }
}

async function sendPicture(blob) {
  if (blob.size > LARGEST) return complain(TOO_LARGE);
  if (!(await readable(blob))) return complain(UNREADABLE);
  follow();
  tell("写真を送っています…");
  const sent = await upload(`picture?user=${encodeURIComponent(user)}`, blob, { 413: TOO_LARGE, 415: UNREADABLE });
  tell(sent ? "写真を送りました。" : "");
  return undefined;
}

async function sendSample() {
  const answer = await fetch("/emulator/static/sample.png").catch(() => null);
  if (answer?.ok) await sendPicture(await answer.blob());
  else complain("見本の写真を読み込めませんでした。");
}

function sendPlace() {
  place.returnValue = "";
  place.showModal();
  place.onclose = () => {
    if (place.returnValue !== "ok") return;
    const message = { title: byId("place-name").value, address: byId("place-address").value };
    event("location", { message: { ...message, latitude: 38.9347, longitude: 141.1266 } });
  };
}

const SENDS = {
  file: () => file.click(),
  sample: sendSample,
  location: sendPlace,
  video: () => event("video"),
  audio: () => event("audio"),
};

more.addEventListener("click", () => showPanel(panel.hidden));
panel.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  showPanel(false);
  more.focus();
  const { send, sticker, keywords } = button.dataset;
  if (send) SENDS[send]();
  else if (sticker) {
    const packageId = button.closest("[data-package]").dataset.package;
    event("sticker", { message: { packageId, stickerId: sticker, keywords: [keywords] } });
  }
});
file.addEventListener("change", async () => {
  if (file.files[0]) await sendPicture(file.files[0]);
  file.value = "";
});
panel.parentElement.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || panel.hidden) return;
  showPanel(false);
  more.focus();
});
also("camera", SENDS.file);
also("cameraRoll", SENDS.file);
also("location", SENDS.location);
