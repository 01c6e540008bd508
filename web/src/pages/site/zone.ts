/** Tells the server the viewer's time zone once, so that times are right from the second page at the latest. */
const COOKIE = "tz";
const YEAR = 31_536_000;

function cookie(name: string): string | undefined {
  return document.cookie
    .split("; ")
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

export function rememberTimeZone(): void {
  if (cookie(COOKIE)) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox 115 and Safari 15.6
  document.cookie = `${COOKIE}=${zone}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  // A page that shows times in another zone is fetched once more; where cookies are refused it stays as it is.
  const shown = document.querySelector<HTMLElement>("[data-zone]")?.dataset.zone;
  if (shown && shown !== zone && cookie(COOKIE)) location.reload();
}

/** Fills the lists of time zones when they are opened: four hundred names need not be in every page. */
export function offerTimeZones(): void {
  for (const box of document.querySelectorAll<HTMLDetailsElement>("details[data-zones]"))
    box.addEventListener("toggle", () => fill(box), { once: true });
}

function fill(box: HTMLElement): void {
  const select = box.querySelector("select");
  if (!select || typeof Intl.supportedValuesOf !== "function") return;
  const shown = select.value;
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  for (const zone of zones) if (zone !== shown) select.add(new Option(zone.replaceAll("_", " "), zone));
}
