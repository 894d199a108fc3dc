/**
 * The keys of the manager's desk and of the host's day. A key presses the one visible thing that names it in data-key: a button or
 * link is clicked, a field is focused. Capital letters decide on all chosen items.
 */
const OFF = "mm-desk-keys-off";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** Chosen items, kept while the list around them is drawn anew. */
const chosen = new Set();

function isUsable(element) {
  return element.checkVisibility() && !element.disabled;
}

function owner(key) {
  const named = document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  const usable = [...named].filter(isUsable);
  // What stands in an open list comes before what stands beside it.
  return usable.find((element) => element.closest("details[open] .mm-menu__body")) ?? usable[0];
}

function isBusy(desk) {
  return desk.matches("[data-busy]");
}

function press(element) {
  if (element.matches("textarea, input[type=number]")) {
    element.focus();
    element.select();
    return;
  }
  element.click();
  if (element.matches("summary")) element.focus();
}

function help(dialog) {
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

function onKey(event) {
  const desk = document.querySelector("[data-desk]");
  if (!desk || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const dialog = document.getElementById("desk-keys");
  const typing = event.target.closest?.(TYPING);
  if (event.key === "Escape" && typing) typing.blur();
  if (typing || localStorage.getItem(OFF)) return;
  if (event.key === "?") {
    event.preventDefault();
    help(dialog);
    return;
  }
  if (dialog.open || event.key.length !== 1) return;
  const element = owner(event.key);
  if (!element || event.repeat || isBusy(desk)) return;
  event.preventDefault();
  press(element);
}

function onChoice({ target }) {
  if (target.matches("[data-desk-all]")) {
    for (const box of document.querySelectorAll("[data-desk] input[name=item]")) {
      if (box.checked !== target.checked) box.click();
    }
  } else if (target.matches("[data-desk] input[name=item]")) {
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
  } else if (target.matches("[data-desk-keys]")) {
    if (target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  }
}

/** While an answer is on its way, keys would act on what is about to go. */
function markBusy(isOn) {
  document.querySelector("[data-desk]")?.toggleAttribute("data-busy", isOn);
}

function startHelp() {
  const button = document.querySelector("[data-desk-help]");
  const dialog = document.getElementById("desk-keys");
  if (!button || !dialog) return;
  button.hidden = false;
  button.addEventListener("click", () => help(dialog));
  document.querySelector("[data-desk-keys]").checked = !localStorage.getItem(OFF);
}

/** Puts back what was chosen, keeps the open row in sight and tells readers of the screen what is open. */
function settle(desk) {
  for (const box of desk.querySelectorAll("input[name=item]")) box.checked = chosen.has(box.value);
  const rows = desk.querySelector(".mm-desk__rows");
  const open = rows?.querySelector(".mm-desk__row--open");
  if (open) rows.scrollTop = open.offsetTop - rows.offsetTop - rows.clientHeight / 3;
  const title = desk.querySelector("#desk-item-title");
  title?.focus({ preventScroll: true });
  if (!rows) title?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", onKey);
document.addEventListener("change", onChoice);
document.addEventListener("htmx:beforeRequest", () => markBusy(true));
document.addEventListener("htmx:afterRequest", () => markBusy(false));

/** Starts what belongs to a part of the page that was drawn. */
export function startDesk(root) {
  if (root === document) {
    startHelp();
    return;
  }
  if (root.matches?.("[data-desk]")) settle(root);
}
