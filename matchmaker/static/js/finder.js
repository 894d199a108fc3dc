/** Long lists of check boxes: <input data-finder="id of the box"> shows the answers that hold the typed words. */

function show(box, words) {
  for (const choice of box.querySelectorAll(".mm-choice")) {
    const isChosen = choice.querySelector("input").checked;
    choice.hidden = !isChosen && !choice.textContent.toLocaleLowerCase().includes(words);
  }
}

export function startFinders(root) {
  for (const finder of root.querySelectorAll("[data-finder]")) {
    const box = document.getElementById(finder.dataset.finder);
    finder.addEventListener("input", (event) => {
      event.stopPropagation();
      show(box, finder.value.trim().toLocaleLowerCase());
    });
    finder.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
}
