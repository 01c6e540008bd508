/**
 * Attendance, where the rules of a certificate ask for it: the presence check, and telling that the page is visible.
 * The check takes the focus only from who writes nothing: F6 leads to it from anywhere.
 */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Glances } from "../../services/glances";
import { openCheck, secondsLeft } from "../../state/checks";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { clock, useNow } from "../time";

const READ = "consilium.watched";

export function Attending() {
  const store = useStore();
  const { checks, seminar } = store.room.value;
  const open = openCheck(checks, seminar, store.mine.value.checks);
  const watched = checks.tab && seminar.status !== "ended";
  useGlances(watched);
  return (
    <>
      {watched && !open ? <WatchedNotice /> : null}
      {open ? <PresenceCheck id={open.id} /> : null}
    </>
  );
}

/** After every return of the line it is told anew: the server may have lost sight of this page. */
function useGlances(watched: boolean): void {
  const store = useStore();
  const line = store.line.value;
  const glances = useRef<Glances | undefined>(undefined);
  const look = (again: boolean) => glances.current?.look(document.visibilityState === "visible", again);
  useEffect(() => {
    if (!watched) return;
    glances.current = new Glances({ send: (glance) => store.glance(glance) });
    const changed = () => look(false);
    document.addEventListener("visibilitychange", changed);
    return () => {
      document.removeEventListener("visibilitychange", changed);
      glances.current?.stop();
      glances.current = undefined;
    };
  }, [store, watched]);
  useEffect(() => {
    if (line === "live") look(true);
  }, [line, watched]);
}

function WatchedNotice() {
  const { seminar } = useStore();
  const [read, setRead] = useState(() => sessionStorage.getItem(READ) === seminar);
  if (read) return null;
  const understood = () => {
    sessionStorage.setItem(READ, seminar);
    setRead(true);
  };
  return (
    <div class="toast watched" role="status">
      <Icon name="info" />
      <p>
        {t(
          "For the certificate, time counts while this page is visible. It tells the server when it is not.",
        )}
      </p>
      <button type="button" class="btn sm" onClick={understood}>
        {t("Understood")}
      </button>
    </div>
  );
}

const WRITING = "input, textarea, select, [contenteditable]";

function PresenceCheck({ id }: { id: string }) {
  const store = useStore();
  const now = useNow(store.ahead);
  const [sending, setSending] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const check = store.room.value.checks.checks.find((known) => known.id === id);
  const left = check ? secondsLeft(check, now) : 0;
  useArrival(dialog, button);
  useLayoutEffect(() => setSending(false), [id]); // the next one, in the same place: whose hand is on it stays
  const here = async () => {
    if (sending) return;
    setSending(true);
    if (!(await store.present(id))) setSending(false);
  };
  const refused = store.refused.value;
  return (
    <dialog
      class={`dialog presence-check${left > 0 ? "" : " late"}`}
      ref={dialog}
      role="alertdialog"
      aria-labelledby="presence-title"
      aria-describedby="presence-words"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="presence-title">
        <Icon name={left > 0 ? "hand" : "warn"} />
        {left > 0 ? t("Are you there?") : t("Your time is not counted at the moment")}
      </h2>
      <p id="presence-words">
        {left > 0
          ? t("Please say so in time, and your attendance goes on being counted.")
          : t("The presence check was not answered in time. Say that you are here, and it counts again.")}
      </p>
      {refused ? <p role="alert">{refused.message}</p> : null}
      <div class="row">
        {left > 0 ? (
          <span class="num" role="timer">
            {clock(left * 1000)}
          </span>
        ) : null}
        <span class="push" />
        <button
          type="button"
          class="btn primary"
          ref={button}
          aria-disabled={sending}
          onClick={() => void here()}
        >
          {sending ? t("Connecting…") : t("I am here")}
        </button>
      </div>
    </dialog>
  );
}

/** How it comes and goes: above an open dialog, never out from under somebody's hands; seen in the page's title. */
function useArrival(
  dialog: { current: HTMLDialogElement | null },
  button: { current: HTMLButtonElement | null },
): void {
  useLayoutEffect(() => {
    const { title } = document;
    const before = document.activeElement;
    const writes = before instanceof HTMLElement && before.closest(WRITING) !== null;
    if (document.querySelector("dialog[open]") && !writes) dialog.current?.showModal();
    else dialog.current?.setAttribute("open", ""); // show() would take the focus
    if (!writes) button.current?.focus();
    document.title = `${t("Are you there?")} ${title}`;
    return () => {
      document.title = title;
      if (dialog.current?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, []);
}
