// Passkeys and hardware keys: fetch what the browser needs, have the key answer, and send the form with its answer.
// Everything else on these pages works without a script; a key cannot, because only a script may ask for one.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function options(form) {
  const token = form.elements.namedItem("csrf_token").value;
  const answer = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(String(answer.status));
  const given = await answer.json();
  given.challenge = bytes(given.challenge);
  if (given.user) given.user.id = bytes(given.user.id);
  if (given.excludeCredentials) given.excludeCredentials = named(given.excludeCredentials);
  if (given.allowCredentials) given.allowCredentials = named(given.allowCredentials);
  return given;
}

function told(credential) {
  const said = credential.response;
  const response = { clientDataJSON: letters(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = letters(said.attestationObject);
    response.transports = said.getTransports ? said.getTransports() : [];
  } else {
    response.authenticatorData = letters(said.authenticatorData);
    response.signature = letters(said.signature);
    if (said.userHandle) response.userHandle = letters(said.userHandle);
  }
  return JSON.stringify({ id: credential.id, rawId: letters(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

const REFUSED = {
  InvalidStateError: "This key is set up already.",
  NotAllowedError: "No key answered. Try once more, or go on in another way.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.querySelector(".passkey__asking").hidden = false;
  form.querySelector(".passkey__cannot").hidden = true;
  form.addEventListener("submit", async (event) => {
    const answer = form.querySelector("[data-passkey-answer]");
    if (answer.value) return;
    event.preventDefault();
    const message = form.querySelector(".passkey__told");
    message.textContent = "";
    try {
      const publicKey = await options(form);
      const making = form.dataset.passkey === "make";
      answer.value = told(await (making ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey })));
      form.submit();
    } catch (fault) {
      message.textContent = REFUSED[fault.name] || "The key could not be used. Open this page again and try once more.";
    }
  });
}
