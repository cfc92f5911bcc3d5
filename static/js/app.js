// Attaches every behaviour. Each works on markup that is complete without it.
import "./booking-zone.js";
import "./calendar.js";
import "./flash.js";
import "./focus.js";
import "./live-search.js";
import "./menu.js";
import "./passkey.js";
import "./password.js";
import "./proof.js";
import "./refresh.js";
import "./repeat.js";
import "./select-all.js";
import "./shortcut.js";
import "./timezone.js";
