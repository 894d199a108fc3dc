/** Menus are <details class="mm-menu">: one open at a time, closed by Escape or a click elsewhere. */

const OPEN = "details.mm-menu[open]";

function closeAllBut(kept) {
  for (const menu of document.querySelectorAll(OPEN)) if (menu !== kept) menu.open = false;
}

export function startMenus() {
  document.addEventListener("click", ({ target }) => closeAllBut(target.closest(OPEN)));
  document.addEventListener("focusin", ({ target }) => closeAllBut(target.closest(OPEN)));
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    const menu = target.closest(OPEN);
    closeAllBut(null);
    menu?.querySelector("summary").focus();
  });
}
