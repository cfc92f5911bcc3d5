// details[data-menu]: Escape, a click elsewhere or leaving by Tab closes it.
const menus = [...document.querySelectorAll("details[data-menu]")];

function closeOutside(target) {
  for (const menu of menus) {
    if (menu.open && !menu.contains(target)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeOutside(event.target));
document.addEventListener("focusin", (event) => closeOutside(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = menus.find((candidate) => candidate.open);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
