// [data-calendar]: a booking can be dragged to a free time. It only fills the form that moves it;
// the server decides, answers with the calendar, or says what is in the way. Without a mouse the
// page of the booking does the same.

function movable(calendar, form) {
  let dragged = null;

  for (const block of calendar.querySelectorAll("[data-booking]")) {
    block.draggable = true;
    block.addEventListener("dragstart", (event) => {
      dragged = block;
      block.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", block.dataset.booking);
    });
    block.addEventListener("dragend", () => {
      block.classList.remove("is-dragged");
      dragged = null;
    });
  }

  for (const cell of calendar.querySelectorAll("[data-start]")) {
    cell.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      cell.classList.add("is-target");
    });
    cell.addEventListener("dragleave", () => cell.classList.remove("is-target"));
    cell.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      form.action = `/bookings/${dragged.dataset.booking}/move`;
      for (const name of ["start", "date", "staff"]) form.elements[name].value = cell.dataset[name];
      form.submit();
    });
  }
}

const form = document.querySelector("[data-calendar-move]");
for (const calendar of document.querySelectorAll("[data-calendar]")) if (form) movable(calendar, form);
