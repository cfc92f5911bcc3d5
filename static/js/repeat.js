// [data-repeat]: a button that adds another row of fields, copied from the last [data-repeat-row].
function empty(row) {
  for (const field of row.querySelectorAll("input, select, textarea")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const error of row.querySelectorAll(".field__error")) error.remove();
}

// Ids are what labels point at, so each copy needs its own number.
function renumber(row, number) {
  for (const element of row.querySelectorAll("[id], [for]")) {
    for (const name of ["id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, `${value.replace(/_\d+$/, "")}_${number}`);
    }
  }
}

function attach(group) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small repeat__add";
  button.textContent = group.dataset.repeatAdd ?? "Add another";
  group.append(button);

  const limit = Number(group.dataset.repeatMax ?? 20);
  const rows = () => group.querySelectorAll("[data-repeat-row]");
  const update = () => {
    button.hidden = rows().length >= limit;
  };

  button.addEventListener("click", () => {
    const last = [...rows()].at(-1);
    if (!last) return;
    const row = last.cloneNode(true);
    empty(row);
    renumber(row, rows().length);
    last.after(row);
    update();
    row.querySelector("input, select, textarea")?.focus();
  });
  // Without the button a blank row waits at the end; with it, one row too many.
  const blank = [...rows()].at(-1);
  const typed = [...(blank?.querySelectorAll("input, textarea") ?? [])].some((field) => field.value !== "");
  if (rows().length > 1 && !typed) blank.remove();
  update();
}

for (const group of document.querySelectorAll("[data-repeat]")) attach(group);
