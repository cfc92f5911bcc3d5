// [data-shortcut="/"]: that key moves to the first such field in sight, unless somebody is typing.
const fields = [...document.querySelectorAll("[data-shortcut]")];

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const field = fields.find((each) => each.dataset.shortcut === event.key && each.offsetParent);
  if (!field) return;
  event.preventDefault();
  field.focus();
});
