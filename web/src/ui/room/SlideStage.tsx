/** The slide from the log: followed, or looked back at. Presenters turn it for everyone. */
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Reading } from "../../state/reading";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { SlidePicture } from "../SlidePicture";
import { SlideTitle, titleRead } from "../SlideTitle";
import { type Turning, useTurning } from "./turning";

const POINTER_EVERY = 50; // milliseconds

export function SlideStage() {
  const store = useStore();
  const turning = useTurning(store);
  const [reading, setReading] = useState(false);
  const [pointing, setPointing] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const { slide } = turning;
  const titled = slide && titleRead(store, turning.place.deck, slide);
  const points = pointing && turning.presenting;
  return (
    <section class={stageClass(titled)} aria-label={placeName(turning)}>
      <div
        class={points ? "slide pointing" : "slide"}
        ref={frame}
        onPointerMove={points ? pointer(store.point.bind(store)) : undefined}
      >
        <SlidePicture slide={slide} deck={turning.place.deck} />
        <PointerDot />
        {reading && slide ? (
          <div class="slidetext" role="region" aria-label={t("Slide text")} tabIndex={0} dir="auto">
            {slide.text || t("There is no text on this slide.")}
          </div>
        ) : null}
      </div>
      <SlideTitle deck={turning.place.deck} slide={slide} />
      <div class="strip">
        {turning.pages > 0 ? <Turner turning={turning} /> : null}
        <DeckChooser />
        <span class="push" />
        {turning.presenting ? (
          <button
            type="button"
            class="btn quiet sm wide-only"
            aria-pressed={pointing}
            onClick={() => setPointing(!pointing)}
          >
            {t("Pointer")}
          </button>
        ) : null}
        {slide ? (
          <button
            type="button"
            class="btn quiet sm"
            aria-pressed={reading}
            onClick={() => setReading(!reading)}
          >
            <Icon name="doc" />
            {t("Slide text")}
          </button>
        ) : null}
        <button
          type="button"
          class="btn quiet square sm wide-only"
          aria-label={t("Full screen")}
          onClick={() => void frame.current?.requestFullscreen?.()}
        >
          <Icon name="expand" />
        </button>
      </div>
    </section>
  );
}

/** A title under the slide takes from its height, one in doubt more. */
function stageClass(title: Reading | undefined): string {
  if (!title) return "stage";
  return title.doubts.length > 0 ? "stage titled doubted" : "stage titled";
}

function placeName({ place, pages }: Turning): string {
  return place.page ? t("Slide {page} of {pages}", { page: place.page, pages }) : t("Slides");
}

function Turner({ turning }: { turning: Turning }) {
  const { place, pages, turn } = turning;
  return (
    <>
      <button
        type="button"
        class="btn quiet square sm"
        aria-label={t("Previous slide")}
        aria-disabled={place.page <= 1}
        onClick={() => turn(-1)}
      >
        <Icon name="left" flip />
      </button>
      <span class="num nowrap">{placeName(turning)}</span>
      <button
        type="button"
        class="btn quiet square sm"
        aria-label={t("Next slide")}
        aria-disabled={place.page >= pages}
        onClick={() => turn(1)}
      >
        <Icon name="right" flip />
      </button>
      {turning.following ? (
        <span class="badge accent wide-only">
          <Icon name="check" />
          {turning.presenting ? t("You turn the slides") : t("Following the speaker")}
        </span>
      ) : (
        <button type="button" class="btn sm" onClick={turning.returnToLive}>
          {t("Return to live")}
        </button>
      )}
    </>
  );
}

/** Whoever may show decks chooses one of them. */
function DeckChooser() {
  const store = useStore();
  const shown = store.room.value.slides.deck;
  const others = store.decks.value.filter((deck) => deck.mine && deck.id !== shown);
  if (others.length === 0) return null;
  return (
    <details class="decks">
      <summary class="btn quiet sm">
        <Icon name="slides" />
        {t("Show slides")}
      </summary>
      <div class="menu open" role="group" aria-label={t("Show slides")}>
        {others.map((deck) => (
          <button
            key={deck.id}
            type="button"
            class="btn quiet sm start"
            dir="auto"
            onClick={() => void store.post("slides/show", { deck: deck.id, page: 1 })}
          >
            {deck.title}
          </button>
        ))}
      </div>
    </details>
  );
}

function PointerDot() {
  const point = useStore().pointer.value;
  if (!point) return null;
  const place = { left: `${point.x * 100}%`, top: `${point.y * 100}%` };
  return <span class="pointer-dot" style={place} aria-hidden="true" />;
}

function pointer(point: (x: number, y: number) => void): (event: PointerEvent) => void {
  let last = 0;
  return (event) => {
    const now = performance.now();
    if (now - last < POINTER_EVERY) return;
    last = now;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    point((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
}
