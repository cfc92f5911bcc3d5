// [data-shortcut="/"]: that key moves to the field, unless somebody is typing.
const field = document.querySelector("[data-shortcut]");

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

if (field) {
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || event.key !== field.dataset.shortcut || typing(event.target)) return;
    event.preventDefault();
    field.focus();
  });
}
