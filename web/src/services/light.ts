/** The light replay: slides, one sound and captions. Nothing of the picture is fetched. */
import type { Recorded } from "../state/replay";
import type { LightSound } from "./player";

const LIGHT = "consilium.light-replay";

/** By the address for this visit, else as it was chosen in this browser. */
export function rememberedLight(): boolean {
  const asked = new URLSearchParams(location.search).get("light");
  return asked === null ? localStorage.getItem(LIGHT) === "1" : asked !== "0";
}

export function rememberLight(on: boolean): void {
  if (on) localStorage.setItem(LIGHT, "1");
  else localStorage.removeItem(LIGHT);
}

/** The sounds of a take by themselves; as they were recorded until their form for weak lines has been made. */
export function lightSounds({ url, sounds }: Recorded): LightSound[] {
  const playlist = (name: string) => url.replace(/index\.m3u8$/, `${name}.m3u8`);
  return sounds.map(({ rendition, name, language, light }) => ({
    rendition,
    name,
    language,
    url: playlist(light ? `light-${rendition}` : rendition),
  }));
}
