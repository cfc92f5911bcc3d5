// [data-flash]: shows the button that takes the message away.
for (const flash of document.querySelectorAll("[data-flash]")) {
  const close = flash.querySelector("[data-flash-close]");
  if (!close) continue;
  close.hidden = false;
  close.addEventListener("click", () => {
    flash.remove();
    document.querySelector("main")?.focus();
  });
}
