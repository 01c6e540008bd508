/** Parts of a page as chunks of their own, fetched by who opens them. One that does not come says so. */
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { useStore } from "./context";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";

/** A part and how it is fetched; kept once it is here, so that the second opening is at once. */
export interface Chunk<P> {
  readonly load: () => Promise<ComponentType<P>>;
  part?: ComponentType<P>;
}

export interface Fetched<P> {
  readonly Part: ComponentType<P> | undefined;
  /** "failed" until it is here, also while it is tried again: what stands on the screen keeps standing. */
  readonly standing: "waiting" | "late" | "failed";
  readonly trying: boolean;
  /** How often it was asked for. */
  readonly tries: number;
  again(): void;
}

/** Milliseconds after which one is told that something is on its way: most parts are here before. */
const LATE = 600;

export function useChunk<P>(chunk: Chunk<P>): Fetched<P> {
  const [Part, setPart] = useState(() => chunk.part);
  const [standing, setStanding] = useState<Fetched<P>["standing"]>("waiting");
  const [trying, setTrying] = useState(true);
  const [tries, setTries] = useState(1);
  // each try fetches anew
  useEffect(() => {
    if (chunk.part) return;
    let gone = false;
    const late = setTimeout(() => setStanding((now) => (now === "failed" ? now : "late")), LATE);
    const came = (found: ComponentType<P>) => {
      chunk.part = found;
      if (!gone) setPart(() => found);
    };
    const failed = () => {
      clearTimeout(late);
      if (gone) return;
      setStanding("failed");
      setTrying(false);
    };
    void chunk.load().then(came, failed);
    return () => {
      gone = true;
      clearTimeout(late);
    };
  }, [chunk, tries]);
  const again = () => {
    if (trying) return;
    setTrying(true);
    setTries(tries + 1);
  };
  return { Part, standing, trying, tries, again };
}

/** A part where it stands: nothing until it is here. */
export function lazyPart<P extends object>(load: Chunk<P>["load"]): ComponentType<P> {
  const chunk: Chunk<P> = { load };
  return function Lazy(props: P) {
    const fetched = useChunk(chunk);
    const { Part, standing } = fetched;
    if (Part) return <Part {...props} />;
    return standing === "failed" ? <Missing fetched={fetched} /> : null;
  };
}

/** Milliseconds until a part that nobody opened is asked for again. */
const AGAIN = 5_000;

/** A part that comes by itself: what is not here yet is not missed, and is fetched again until it comes. */
export function ownPart<P extends object>(load: Chunk<P>["load"]): ComponentType<P> {
  const chunk: Chunk<P> = { load };
  return function Own(props: P) {
    const { Part, trying, again } = useChunk(chunk);
    useEffect(() => {
      if (trying) return;
      const later = setTimeout(again, AGAIN);
      return () => clearTimeout(later);
    }, [trying]);
    return Part ? <Part {...props} /> : null;
  };
}

/**
 * A dialog. The focus stays on what opened it until there is something to go to; while the line is slow, and when
 * it does not come, a dialog of the same title says so.
 */
export function lazyDialog<P extends { onClose(): void }>(
  load: Chunk<P>["load"],
  title: (props: P) => string,
): ComponentType<P> {
  const chunk: Chunk<P> = { load };
  return function LazyDialog(props: P) {
    const fetched = useChunk(chunk);
    const { Part, standing } = fetched;
    if (Part) return <Part {...props} />;
    if (standing === "waiting") return null;
    return (
      <Dialog title={title(props)} onClose={props.onClose}>
        {standing === "failed" ? <Missing fetched={fetched} /> : <p role="status">{t("Connecting…")}</p>}
      </Dialog>
    );
  };
}

/**
 * Trying again asks for the chunk anew. Some browsers remember that a script failed, and an upgraded site has other
 * scripts: where the line is well and the second try fails too, the page is read anew.
 */
function Missing<P>({ fetched }: { fetched: Fetched<P> }) {
  const store = useStore();
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(
    () => () => {
      // the button goes, and the focus with it unless it is told where: to the place of the part that came
      const { current } = button;
      if (document.activeElement === current) current?.closest<HTMLElement>("[tabindex='0']")?.focus();
    },
    [],
  );
  const again = () => {
    if (fetched.tries > 1 && store.line.value === "live") location.reload();
    else fetched.again();
  };
  return (
    <div class="notice warn" role="alert">
      <Icon name="warn" />
      <p>{t("There is no line at the moment. Nothing was lost: please try again.")}</p>
      <button type="button" class="btn sm" ref={button} aria-disabled={fetched.trying} onClick={again}>
        {fetched.trying ? t("Connecting…") : t("Try again")}
      </button>
    </div>
  );
}
