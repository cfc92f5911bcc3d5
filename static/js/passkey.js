// button[data-passkey="register|login"]: the browser's part of a passkey ceremony. The server
// gives the options (data-start-url), judges the answer (data-finish-url) and says where to go.
function bytes(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(descriptors = []) {
  return descriptors.map((descriptor) => ({ ...descriptor, id: bytes(descriptor.id) }));
}

function creationOptions({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  };
}

function requestOptions({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  };
}

function registration({ id, rawId, type, response }) {
  return {
    id,
    rawId: text(rawId),
    type,
    extensions: {},
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

function assertion({ id, rawId, type, response }) {
  return {
    id,
    rawId: text(rawId),
    type,
    extensions: {},
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

const ceremonies = {
  register: async (options) => registration(await navigator.credentials.create(creationOptions(options))),
  login: async (options) => assertion(await navigator.credentials.get(requestOptions(options))),
};

class Refused extends Error {}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  // Signed out meanwhile: the answer is the sign-in page.
  if (response.redirected) {
    location.assign(response.url);
    throw new Refused("You are signed out. Sign in again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.message ?? "That did not work. Please try again.");
  return answer;
}

function explain(error) {
  if (error instanceof Refused) return error.message;
  if (error.name === "InvalidStateError") return "This device already has a passkey for your account.";
  if (error.name === "NotAllowedError") return "No passkey was used. You can try again.";
  return "The passkey could not be used. Please try again.";
}

// What the server wants to know besides: the fields of the form around the button.
function fields(button) {
  return button.form ? Object.fromEntries(new FormData(button.form)) : {};
}

function landing() {
  return document.querySelector("main input[name=next]")?.value ?? "";
}

async function run(button) {
  const { token, ...options } = await post(button.dataset.startUrl, fields(button));
  const credential = await ceremonies[button.dataset.passkey](options);
  const { redirect } = await post(button.dataset.finishUrl, { token, credential, next: landing() });
  location.assign(redirect);
}

function attach(button) {
  const message = (button.form ?? button.parentElement).querySelector("[data-passkey-message]");
  button.hidden = false;
  if (button.form) button.form.hidden = false;
  // In a form, Enter in a field counts as the button does.
  const [target, event] = button.form ? [button.form, "submit"] : [button, "click"];
  target.addEventListener(event, async (happening) => {
    happening.preventDefault();
    message.textContent = "";
    button.disabled = true;
    try {
      await run(button);
    } catch (error) {
      message.textContent = explain(error);
      button.disabled = false;
    }
  });
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("button[data-passkey]")) attach(button);
}
