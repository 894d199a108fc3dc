/** What runs on every page; each part looks for its own attributes and rests where there are none. */
import "./htmx.js";
import { startCounters } from "./counters.js";
import { startDesk } from "./desk.js";
import { startDismissing } from "./dismiss.js";
import { startFinders } from "./finder.js";
import { startMenus } from "./menus.js";

/** Starts what belongs to a part of the page: all of it at first, later what htmx put in. */
function start(root) {
  startCounters(root);
  startDesk(root);
  startDismissing(root);
  startFinders(root);
  const maps = root.querySelectorAll("[data-map]");
  if (maps.length) import("./map.js").then(({ drawMap }) => maps.forEach(drawMap));
}

startMenus();
start(document);
document.addEventListener("htmx:load", ({ target }) => {
  if (target !== document.body) start(target);
});
