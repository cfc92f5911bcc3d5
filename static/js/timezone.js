// select[data-guess-timezone]: starts at the browser's own zone, if the list has it and nobody chose yet.
for (const select of document.querySelectorAll("select[data-guess-timezone]:not([data-chosen])")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...select.options].some((option) => option.value === zone);
  if (known) select.value = zone;
}
