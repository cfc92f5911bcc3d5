// The booking page shows times in the business's zone until it knows the visitor's. Only the address says so:
// nothing is stored.
const place = document.querySelector("[data-booking-zone]");
const address = new URL(location.href);
if (place && !address.searchParams.has("tz")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== place.dataset.bookingZone) {
    address.searchParams.set("tz", zone);
    location.replace(address);
  }
}
