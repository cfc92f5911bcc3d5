// [data-select-all="NAME"]: ticks every box of that name in its form and says how many are ticked.
// Listens on the document, because a live search may replace the form.
function boxesOf(form, name) {
  return [...form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)];
}

function show(form, all) {
  const boxes = boxesOf(form, all.dataset.selectAll);
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;

  const count = form.querySelector("[data-selected-count]");
  if (count) count.textContent = ticked ? `${ticked} selected` : "Select all";

  const bar = all.closest(".bulk");
  bar?.classList.toggle("bulk--active", ticked > 0);
  bar?.classList.toggle("bulk--idle", ticked === 0);
}

export function attachSelectAll(root) {
  for (const all of root.querySelectorAll("[data-select-all]")) {
    const form = all.closest("form");
    if (!form) continue;
    all.hidden = false;
    show(form, all);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  const all = form?.querySelector("[data-select-all]");
  if (!all) return;
  if (event.target === all) {
    for (const box of boxesOf(form, all.dataset.selectAll)) box.checked = all.checked;
  }
  show(form, all);
});

// A page restored by the back button keeps its ticks.
window.addEventListener("pageshow", () => attachSelectAll(document));
attachSelectAll(document);
