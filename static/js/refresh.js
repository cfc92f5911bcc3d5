// [data-refresh="seconds"]: looks again by itself until the page says that nothing moves any more.
// The answer is the ordinary page; only the element itself is taken from it.

async function look(element) {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(element.id);
  if (!fresh) return location.reload();
  element.replaceWith(fresh);
  attach(fresh);
}

function attach(element) {
  const seconds = Number(element.dataset.refresh);
  if (seconds > 0) setTimeout(() => look(element).catch(() => attach(element)), seconds * 1000);
}

for (const element of document.querySelectorAll("[data-refresh]")) attach(element);
