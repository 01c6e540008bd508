/** A slide's title in the language one reads, under the picture; the picture itself is never changed. */
import type { Slide } from "../services/snapshot";
import type { Store } from "../services/store";
import { type Reading as Found, firstLine, slideSubject } from "../state/reading";
import { useStore } from "./context";
import { Reading, readingOf } from "./panel/Reading";

/** The title as one reads it; nothing when it is not there in that language. */
export function titleRead(store: Store, deck: string, slide: Slide): Found | undefined {
  const found = readingOf(store, slideSubject(deck, slide.number), firstLine(slide.text), "");
  return found.mark === "machine" || found.mark === "human" ? found : undefined;
}

export function SlideTitle({ deck, slide }: { deck: string; slide: Slide | undefined }) {
  const store = useStore();
  if (!slide || !titleRead(store, deck, slide)) return null;
  const subject = slideSubject(deck, slide.number);
  return (
    <div class="slidetitle" key={subject}>
      <Reading subject={subject} text={firstLine(slide.text)} language="" />
    </div>
  );
}
