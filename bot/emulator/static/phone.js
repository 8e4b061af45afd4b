// The phone page: every topic in its own module; the stream opens last, when all of them listen.

import "./panes.js";
import "./talk.js";
import "./actions.js";
import "./composer.js";
import "./richmenu.js";
import "./attach.js";
import "./message_menu.js";
import "./search.js";
import "./people.js";
import "./blocked.js";
import "./later.js";
import "./clock.js";
import "./faults.js";
import "./wire.js";
import { byId } from "./dom.js";
import { open } from "./stream.js";

// Until here nobody listens, so nothing could be pressed: no tap is lost in between.
document.body.inert = false;
open();
// A keyboard on the screen would cover half of a small one.
if (matchMedia("(min-width: 720px) and (hover: hover)").matches) byId("words").focus({ preventScroll: true });
