// Tells the operator's tracker that a page was opened. In a page only after the visitor
// allowed it. Neither query nor fragment is told, of a linking page only its origin, and
// nothing is stored in the browser.

const page = {
  url: location.origin + location.pathname,
  title: document.title,
  from: document.referrer ? new URL(document.referrer).origin : "",
};

const tell = { matomo, plausible, ga4 };
const tag = document.querySelector("script[data-tracker]");
if (tag) tell[tag.dataset.tracker]?.(tag.dataset);

function matomo({ endpoint, site }) {
  const facts = { idsite: site, rec: 1, apiv: 1, send_image: 0 };
  send(endpoint, new URLSearchParams({ ...facts, url: page.url, action_name: page.title, urlref: page.from }));
}

function plausible({ endpoint, site }) {
  send(endpoint, JSON.stringify({ n: "pageview", u: page.url, d: site, r: page.from || null }));
}

function ga4({ endpoint, site }) {
  window.dataLayer = window.dataLayer || [];
  // Google's script reads the arguments object itself.
  function gtag() {
    window.dataLayer.push(arguments);
  }
  const denied = "denied";
  gtag("consent", "default", {
    analytics_storage: denied,
    ad_storage: denied,
    ad_user_data: denied,
    ad_personalization: denied,
  });
  gtag("js", new Date());
  gtag("config", site, {
    page_location: page.url,
    page_title: page.title,
    page_referrer: page.from,
    allow_google_signals: false,
    allow_ad_personalization_signals: false,
  });
  const script = document.createElement("script");
  script.async = true;
  script.src = `${endpoint}?id=${encodeURIComponent(site)}`;
  document.head.append(script);
}

function send(endpoint, body) {
  const options = { method: "POST", mode: "no-cors", credentials: "omit", keepalive: true, referrerPolicy: "origin" };
  // A tracker that is away is no reason to trouble anybody.
  fetch(endpoint, { ...options, body }).catch(() => {});
}
