/**
 * Small helps for forms, by attributes:
 *   <button data-open="id">         opens the <dialog id>
 *   <button data-copy="text">       copies a text; the words change to data-copied for a moment
 *   <select data-submit>            sends its form when changed
 *   every POST form                 is sent once: a second press while it is under way does nothing (for ten seconds: it may be a download)
 */
const SENT = "data-sent";

export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post") return;
    if (form.hasAttribute(SENT)) event.preventDefault();
    else {
      form.setAttribute(SENT, "");
      setTimeout(() => form.removeAttribute(SENT), 10_000);
    }
  });
  // Back from the cache of the browser: the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll(`form[${SENT}]`)) form.removeAttribute(SENT);
  });
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLSelectElement;
    if (!field.matches("[data-submit]") || !field.form) return;
    if (field.form.requestSubmit) field.form.requestSubmit();
    else field.form.submit(); // Safari 15.6
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-open], [data-copy]");
    if (button) press(button);
  });
}

function press(button: HTMLElement): void {
  const { open, copy, copied } = button.dataset;
  const dialog = open ? document.getElementById(open) : null;
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (copy === undefined) return;
  void navigator.clipboard?.writeText(copy).then(() => {
    if (!copied) return;
    const words = button.textContent;
    button.textContent = copied;
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
  });
}
