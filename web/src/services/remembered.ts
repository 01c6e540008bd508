/** What this browser keeps of one's choices. */
const READ = "consilium.read";

/** What this browser last read, if anything; without it the server takes the language of the pages. */
export function rememberedRead(): string | undefined {
  const found = localStorage.getItem(READ);
  return found !== null && TAG.test(found) ? found : undefined;
}

export function rememberRead(tag: string): void {
  localStorage.setItem(READ, tag);
}

const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
