// [data-focus]: moves the focus there when the page opens, so that an error is read first.
document.querySelector("[data-focus]")?.focus();
