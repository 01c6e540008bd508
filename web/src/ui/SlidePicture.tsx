/** One page of a deck as a picture, with its words for who does not see it: its title as one reads it, then all as
 * they were written.
 */
import { t } from "../i18n";
import type { Slide } from "../services/snapshot";
import type { Store } from "../services/store";
import { useStore } from "./context";
import { titleRead } from "./SlideTitle";

/** Milliseconds until a picture that did not come is asked for again. */
const AGAIN = 5000;

/** By then the element may show another page, or be gone. */
function comeAgain(image: HTMLImageElement): void {
  setTimeout(() => {
    const { src } = image;
    if (image.isConnected && !image.naturalWidth) image.src = src;
  }, AGAIN);
}

interface Props {
  slide: Slide | undefined;
  deck: string;
  small?: boolean;
}

export function SlidePicture({ slide, deck, small = false }: Props) {
  const store = useStore();
  if (slide) {
    const { width, height } = slide;
    return (
      <img
        src={small ? slide.small : slide.url}
        width={width}
        height={height}
        alt={slideAlt(store, deck, slide)}
        onError={(event) => comeAgain(event.currentTarget)}
      />
    );
  }
  return (
    <div class="stillface">
      <p>{t("No slide is shown at the moment.")}</p>
    </div>
  );
}

function slideAlt(store: Store, deck: string, slide: Slide): string {
  const text = slide.text.replace(/\s+/g, " ").trim().slice(0, 240);
  const title = titleRead(store, deck, slide);
  if (title) {
    const whence = title.mark === "machine" ? t("Machine") : t("Translated by a person");
    return `${title.text} (${whence}) · ${text}`;
  }
  return text || t("Slide {page}, a picture without text", { page: slide.number });
}
