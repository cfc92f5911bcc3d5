// A proof of work for the booking form, done while somebody types: a number whose digest with the form's key
// begins with so many zero bits. Without it the form works too, a few times less often.
const form = document.querySelector("form[data-proof]");
const field = form?.elements.namedItem("proof");

const zeroBits = (digest) => {
  const head = new DataView(digest).getUint32(0);
  return Math.clz32(head);
};

async function solve(key, bits) {
  const text = new TextEncoder();
  for (let n = 0; ; n++) {
    const digest = await crypto.subtle.digest("SHA-256", text.encode(`${key}:${n}`));
    if (zeroBits(digest) >= bits) return n;
  }
}

if (field && globalThis.crypto?.subtle) {
  solve(form.dataset.proof, Number(form.dataset.proofBits)).then((n) => {
    field.value = String(n);
  });
}
