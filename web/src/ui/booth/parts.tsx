/** Small parts of the booth. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { direction, endonym } from "../../state/languages";

/** A language by its own name, in its own script. */
export function Tongue({ tag }: { tag: string }) {
  return (
    <bdi lang={tag} dir={direction(tag)}>
      {endonym(tag)}
    </bdi>
  );
}

const CELLS = 12;
const QUIETEST = -48; // dB of full scale: one cell is 4 dB

/** How many of the twelve cells light up. */
export function cells(db: number): number {
  if (!(db > QUIETEST)) return 0;
  return Math.min(CELLS, Math.ceil(((db - QUIETEST) / -QUIETEST) * CELLS));
}

/** A figure with its sign before it, also in a sentence that runs from right to left. */
export function ltr(figure: string): string {
  return `\u2066${figure}\u2069`;
}

/** "−9 dB" */
export function inDecibels(db: number): string {
  if (!Number.isFinite(db)) return t("silent");
  return `${String(Math.round(db)).replace("-", "−")} dB`;
}

export function Vu({ db, label }: { db: number; label: string }) {
  const lit = cells(db);
  return (
    <span
      class="vu"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={CELLS}
      aria-valuenow={lit}
      aria-valuetext={lit ? inDecibels(db) : t("silent")}
      style={{ "--v": lit }}
    />
  );
}

export function BoothPanel(props: {
  id: string;
  title: string;
  head?: ComponentChildren;
  foot?: ComponentChildren;
  children: ComponentChildren;
}) {
  const heading = `h-booth-${props.id}`;
  return (
    <section class="panel" aria-labelledby={heading} id={`booth-${props.id}`}>
      <header>
        <h2 id={heading}>{props.title}</h2>
        {props.head}
      </header>
      <div class="panel-body" tabIndex={0} role="group" aria-labelledby={heading}>
        {props.children}
      </div>
      {props.foot}
    </section>
  );
}

const NARROW = "(max-width: 47.99rem)"; // as in the style sheets

/** Whether the page is one column. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const look = () => setNarrow(query.matches);
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return narrow;
}
