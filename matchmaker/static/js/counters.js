/** Length counters: <p data-counter="id of the field" data-counter-limit="500" …> counts while typing. */

const started = new WeakSet();

function show(counter, field) {
  const { counterLimit, counterLeft, counterOver } = counter.dataset;
  const length = Array.from(field.value.replaceAll("\r\n", "\n")).length;
  const over = length - Number(counterLimit);
  counter.textContent = over > 0 ? counterOver.replace("{n}", over) : counterLeft.replace("{n}", length);
  counter.classList.toggle("mm-field__count--over", over > 0);
}

export function startCounters(root) {
  for (const counter of root.querySelectorAll("[data-counter]")) {
    const field = document.getElementById(counter.dataset.counter);
    if (!field || started.has(counter)) continue;
    started.add(counter);
    show(counter, field);
    field.addEventListener("input", () => show(counter, field));
  }
}
