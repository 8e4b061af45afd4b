// Small menus that open at a button: arrow keys inside, Escape and a click elsewhere close them.

import { withArrows } from "./dom.js";

let open = null;

export function closeMenu(focus = false) {
  if (!open) return;
  const { menu, button } = open;
  open = null;
  menu.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (focus) button.focus();
}

export function openMenu(menu, button) {
  const again = open?.button === button;
  closeMenu();
  if (again) return;
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  open = { menu, button };
  [...menu.querySelectorAll("button")].find((item) => item.offsetParent !== null)?.focus();
}

// `choose` gets the name of what was chosen and the button the menu was opened at.
export function menu(element, choose) {
  withArrows(element, "button");
  element.addEventListener("click", ({ target }) => {
    const item = target.closest("[data-do]");
    if (!item || !open) return;
    const { button } = open;
    closeMenu(true);
    choose(item.dataset.do, button);
  });
}

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") closeMenu(true);
  if (key === "Tab") closeMenu();
});
document.addEventListener("click", ({ target }) => {
  // Not a submit button: Enter in a field must mean the other one.
  if (target.closest("[data-close]")) target.closest("dialog").close("");
  if (open && !open.menu.contains(target) && !open.button.contains(target)) closeMenu();
});
