/** One page of a deck as a picture, with its words for who does not see it. */
import { t } from "../i18n";
import type { Slide } from "../services/snapshot";

export function SlidePicture({ slide, small = false }: { slide: Slide | undefined; small?: boolean }) {
  if (slide) {
    const { width, height } = slide;
    return <img src={small ? slide.small : slide.url} width={width} height={height} alt={slideAlt(slide)} />;
  }
  return (
    <div class="stillface">
      <p>{t("No slide is shown at the moment.")}</p>
    </div>
  );
}

function slideAlt(slide: Slide): string {
  const text = slide.text.replace(/\s+/g, " ").trim();
  return text ? text.slice(0, 240) : t("Slide {page}, a picture without text", { page: slide.number });
}
