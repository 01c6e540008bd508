/** Slides: a file may be dropped on the form, and conversions tell how far they are. Both work without this. */

const PAUSE = 1500;

type Progress = { busy: boolean; pages: number; done: number; text: string };

/** Takes care of every upload form and every running conversion below `root`. */
export function decks(root: ParentNode = document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-upload]")) upload(form);
  for (const line of root.querySelectorAll<HTMLElement>("[data-progress]")) void follow(line);
}

function upload(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const place = form.querySelector<HTMLElement>("[data-drop]");
  if (!input || !place) return;
  const check = (): void => {
    const tooLarge = (input.files?.[0]?.size ?? 0) > Number(form.dataset.upload);
    input.setCustomValidity(tooLarge ? (form.dataset.tooLarge ?? "") : "");
    if (tooLarge) input.reportValidity();
  };
  input.addEventListener("change", check);
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
    place.addEventListener(kind, (event) => {
      event.preventDefault();
      place.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    });
  place.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    check();
  });
}

async function follow(line: HTMLElement): Promise<void> {
  while (line.isConnected) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const found = await ask(line);
    if (found?.busy) show(line, found);
    else if (found !== undefined && (await renew(line))) return;
  }
}

/** undefined: no answer, ask again; null: the deck is gone. */
async function ask(line: HTMLElement): Promise<Progress | null | undefined> {
  try {
    const answer = await fetch(line.dataset.progress ?? "", { credentials: "same-origin" });
    if (answer.ok) return (await answer.json()) as Progress;
    return answer.status >= 500 ? undefined : null;
  } catch {
    return undefined;
  }
}

/** Takes the line anew from the server's own page, so that a half-filled form beside it stays. */
async function renew(line: HTMLElement): Promise<boolean> {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return answer.status < 500;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(line.id);
    if (fresh) line.replaceWith(document.adoptNode(fresh));
    else line.remove();
    return true;
  } catch {
    return false;
  }
}

function show(line: HTMLElement, found: Progress): void {
  const bar = line.querySelector("progress");
  const said = line.querySelector("[data-said]");
  if (said) said.textContent = found.text;
  if (!bar || !found.pages) return;
  bar.max = found.pages;
  bar.value = found.done;
}
