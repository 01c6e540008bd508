/** The slide, which may be read ahead of the audience, and the face of who speaks. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Deck, Slide } from "../../services/snapshot";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { Screen, Tile } from "../room/Tiles";
import type { Place } from "../room/turning";
import { useArrows } from "../room/turning";
import { SlidePicture } from "../SlidePicture";
import { SlideTitle } from "../SlideTitle";
import { useDesk } from "./context";
import { useNarrow } from "./parts";
import { LightNote, Signing } from "./Signing";

export interface Ahead {
  readonly place: Place;
  readonly pages: number;
  readonly slide: Slide | undefined;
  readonly following: boolean;
  turn(step: number): void;
  open(deck: string): void;
  follow(): void;
}

/** One's own place in the decks: nobody else sees it. */
export function useAhead(): Ahead {
  const store = useStore();
  const [look, setLook] = useState<Place | undefined>(undefined);
  const { decks, deck, page } = store.room.value.slides;
  const place = look && Object.hasOwn(decks, look.deck) ? look : { deck, page };
  const pages = decks[place.deck]?.pages ?? 0;
  const turn = (step: number) => {
    const to = place.page + step;
    if (to < 1 || to > pages) return;
    setLook(place.deck === deck && to === page ? undefined : { deck: place.deck, page: to });
  };
  useArrows(turn);
  const slide = slideAt(store.decks.value, place);
  usePreload(slideAt(store.decks.value, { ...place, page: place.page + 1 }));
  return {
    place,
    pages,
    slide,
    following: look === undefined || place !== look,
    turn,
    open: (id) => setLook(id === deck ? undefined : { deck: id, page: 1 }),
    follow: () => setLook(undefined),
  };
}

function slideAt(decks: readonly Deck[], place: Place): Slide | undefined {
  return decks.find(({ id }) => id === place.deck)?.slides[place.page - 1];
}

function usePreload(slide: Slide | undefined): void {
  const url = slide?.url;
  useEffect(() => {
    if (url) new Image().src = url;
  }, [url]);
}

export function View({ ahead }: { ahead: Ahead }) {
  const { place, pages, slide } = ahead;
  const narrow = useNarrow(); // there the mirror is in the console, which is on top
  const name = place.page ? t("Slide {page} of {pages}", { page: place.page, pages }) : t("Slides");
  return (
    <div class="view">
      <section class="slideplace" aria-label={name}>
        <Shown slide={slide} deck={place.deck} />
      </section>
      <div class="say">
        <SlideTitle deck={place.deck} slide={slide} />
        <Face />
        {narrow ? null : <Signing />}
        <LightNote />
        <Documents ahead={ahead} />
        {pages > 0 ? <Turner ahead={ahead} /> : null}
        <p class="meta">
          {ahead.following ? t("You may read ahead. The audience does not see it.") : t("You read ahead.")}
        </p>
      </div>
    </div>
  );
}

/** What the audience looks at: a shared screen where there is one and nothing is read ahead. */
function Shown({ slide, deck }: { slide: Slide | undefined; deck: string }) {
  const store = useStore();
  store.mediaTurn.value;
  const sharing = store.media.peers().find((peer) => peer.screen && !peer.local);
  if (sharing?.screen && !store.media.light) return <Screen peer={sharing} track={sharing.screen} />;
  return (
    <div class="slide">
      <SlidePicture slide={slide} deck={deck} />
    </div>
  );
}

function Face() {
  const store = useStore();
  const desk = useDesk();
  store.mediaTurn.value;
  const speaker = desk.speaker();
  const peer = store.media.peers().find(({ identity }) => identity === speaker);
  if (!peer) return <p class="meta">{t("Nobody speaks at the moment.")}</p>;
  return <Tile peer={peer} />;
}

function Turner({ ahead }: { ahead: Ahead }) {
  const { place, pages, turn } = ahead;
  return (
    <div class="row">
      <button
        type="button"
        class="btn sm"
        aria-label={t("Previous slide")}
        aria-disabled={place.page <= 1}
        onClick={() => turn(-1)}
      >
        <Icon name="left" flip />
      </button>
      <span class="meta num nowrap">{t("{page} of {pages}", { page: place.page, pages })}</span>
      <button
        type="button"
        class="btn sm"
        aria-label={t("Next slide")}
        aria-disabled={place.page >= pages}
        onClick={() => turn(1)}
      >
        <Icon name="right" flip />
      </button>
      {ahead.following ? null : (
        <button type="button" class="btn sm" onClick={ahead.follow}>
          {t("Return to live")}
        </button>
      )}
    </div>
  );
}

/** Every deck of the seminar, also those of talks to come. */
function Documents({ ahead }: { ahead: Ahead }) {
  const decks = useStore().decks.value;
  if (decks.length < 2) return null;
  return (
    <select
      class="input sm"
      aria-label={t("Slides and documents")}
      value={ahead.place.deck}
      onChange={(event) => ahead.open(event.currentTarget.value)}
    >
      {ahead.place.deck ? null : <option value="">{t("Slides and documents")}</option>}
      {decks.map((deck) => (
        <option key={deck.id} value={deck.id}>
          {deck.title}
        </option>
      ))}
    </select>
  );
}
