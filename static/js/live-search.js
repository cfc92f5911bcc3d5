// form[data-live-search][data-target]: searches while typing. The answer is the ordinary page;
// only the element named by data-target is taken from it.
import { attachSelectAll } from "./select-all.js";

const PAUSE = 200;

function addressOf(form) {
  const url = new URL(form.action);
  const filled = [...new FormData(form)].filter(([, value]) => value !== "");
  url.search = new URLSearchParams(filled).toString();
  return url;
}

function announce(form, target) {
  const status = form.querySelector("[data-live-status]");
  if (!status || target.dataset.count === undefined) return;
  const label = target.dataset.countLabel ?? "";
  status.textContent = `${target.dataset.count} ${label} found`.replace(/\s+/g, " ");
}

async function fetchPart(url, id, signal) {
  const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.getElementById(id);
}

function attach(form) {
  let timer;
  let running;
  let last = addressOf(form).href;

  async function search() {
    const url = addressOf(form);
    if (url.href === last) return;
    last = url.href;
    running?.abort();
    running = new AbortController();
    form.setAttribute("aria-busy", "true");
    try {
      const part = await fetchPart(url, form.dataset.target, running.signal);
      if (!part) return form.submit();
      document.getElementById(form.dataset.target)?.replaceWith(part);
      history.replaceState(history.state, "", url);
      attachSelectAll(part.parentElement);
      announce(form, part);
      form.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      form.submit();
    }
  }

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(search, wait);
  }

  form.addEventListener("input", (event) => {
    if (!event.isComposing) soon(PAUSE);
  });
  form.addEventListener("compositionend", () => soon(PAUSE));
  form.addEventListener("change", () => soon(0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
}

for (const form of document.querySelectorAll("form[data-live-search]")) attach(form);
