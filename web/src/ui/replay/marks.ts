/** The two ends of a stretch, as they are marked: moments, whatever is hidden or shown again since. */
import { momentAt, positionIn, positionOf, type Span } from "../../state/replay";
import { clock } from "../time";

/** `text`: as it was written, while nothing has moved; `at`: the moment that it meant, undefined for none. */
export interface Mark {
  readonly text: string;
  readonly at: number | undefined;
}

export function markAt(spans: readonly Span[], text: string): Mark {
  const position = positionIn(text.trim());
  return {
    text,
    at: position === undefined || spans.length === 0 ? undefined : Math.round(momentAt(spans, position)),
  };
}

/** What stands in the field: the moment's place in what is shown now. */
export function textOf(spans: readonly Span[], mark: Mark): string {
  if (mark.at === undefined || markAt(spans, mark.text).at === mark.at) return mark.text;
  return clock(positionOf(spans, mark.at));
}
