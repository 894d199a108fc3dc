/** Messages can be put away; the button only shows where it works. */
export function startDismissing(root) {
  for (const button of root.querySelectorAll("[data-dismiss]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.parentElement.remove());
  }
}
