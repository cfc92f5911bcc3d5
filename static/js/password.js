// [data-password]: a button that shows what was typed.
// [data-strength-url]: asks the server how strong the password is; it alone knows the rule.
const PAUSE = 350;

for (const wrapper of document.querySelectorAll("[data-password]")) {
  const input = wrapper.querySelector("input");
  const toggle = wrapper.querySelector("[data-password-toggle]");
  if (toggle) attachToggle(input, toggle);
  if (input.dataset.strengthUrl) attachMeter(input);
}

function attachToggle(input, toggle) {
  const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent ?? "password";
  toggle.setAttribute("aria-label", `Show ${label.toLowerCase()}`);
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    toggle.textContent = shown ? "Hide" : "Show";
    toggle.setAttribute("aria-pressed", String(shown));
  });
  // A browser offers to remember a password only if the field is one again.
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
}

function attachMeter(input) {
  const meter = document.querySelector(`[data-strength-for="${CSS.escape(input.id)}"]`);
  if (!meter) return;
  const text = meter.querySelector("[role=status]");
  let timer;
  let running;

  function show({ score, label, advice }) {
    meter.hidden = false;
    meter.className = `strength strength--${Math.max(1, score)}`;
    text.textContent = [label, advice].filter(Boolean).join(". ");
  }

  async function measure() {
    running?.abort();
    if (!input.value) {
      meter.hidden = true;
      return;
    }
    running = new AbortController();
    try {
      const response = await fetch(input.dataset.strengthUrl, {
        method: "POST",
        body: new URLSearchParams({ password: input.value }),
        signal: running.signal,
      });
      if (response.ok) show(await response.json());
      else meter.hidden = true;
    } catch {
      // The meter is advice: the server judges again when the form is sent.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(measure, PAUSE);
  });
}
