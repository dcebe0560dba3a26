// Orders, shows what became of it, and asks again when the server is busy.
/* global document */
const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
const status = /** @type {HTMLElement} */ (document.querySelector('[role=status]'));
const list = /** @type {HTMLElement} */ (document.querySelector('dl'));

/** @param {number} product */
async function show(product) {
  const answer = await fetch(`/api/products/${product}`);
  const fields = await answer.json();
  list.replaceChildren(
    ...Object.entries(fields).flatMap(([name, value]) => [element('dt', name), element('dd', String(value))]),
  );
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  const order = { product: Number(fields.get('product')), quantity: Number(fields.get('quantity')) };
  const body = JSON.stringify(order);
  const answer = await fetch('/api/orders', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const retryAfter = Number(answer.headers.get('Retry-After'));
  if (answer.status === 503 && retryAfter > 0) {
    status.textContent = 'The shop is busy; trying again …';
    setTimeout(() => form.requestSubmit(), retryAfter * 1000);
    return;
  }
  const result = await answer.json();
  status.textContent = answer.ok ? `Order ${result.order}; your order number ${result.yours}.` : result.error;
  await show(order.product);
});

await show(42);

export {};
