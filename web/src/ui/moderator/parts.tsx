/** Small parts that the moderators' panels are made of. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Store } from "../../services/store";
import { panel } from "../../state/backstage";
import { initials } from "../../state/names";
import { useStore } from "../context";
import { Icon } from "../Icon";

export function Panel(props: {
  id: string;
  title: string;
  /** At the end of the head: a number, a badge, buttons. */
  head?: ComponentChildren;
  /** Without a body of its own the children are the body: a board, tabs. */
  bare?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section class="panel" aria-labelledby={`h-${props.id}`} id={`mod-${props.id}`}>
      <header>
        <h2 id={`h-${props.id}`}>{props.title}</h2>
        {props.head ? <div class="row">{props.head}</div> : null}
      </header>
      {props.bare ? (
        props.children
      ) : (
        <div class="panel-body" tabIndex={0} role="group" aria-labelledby={`h-${props.id}`}>
          {props.children}
        </div>
      )}
    </section>
  );
}

export interface ActProps {
  label: string;
  /** Whom or what it concerns: said by screen readers, where the same word stands on many buttons. */
  of?: string;
  kind?: string;
  icon?: string;
  /** Why it cannot be done now; "" when it can. */
  why?: string;
  tabIndex?: number;
  onPress(): unknown;
}

/** A button that does something on the server: a second press while the first is on its way does nothing. */
export function Act({ label, of = "", kind = "", icon, why = "", tabIndex, onPress }: ActProps) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy || why) return;
    setBusy(true);
    try {
      await onPress();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={`btn sm ${kind}`.trim()}
      aria-disabled={why ? true : undefined}
      title={why || undefined}
      tabIndex={tabIndex}
      onClick={() => void press()}
    >
      {icon ? <Icon name={icon} /> : null}
      {label}
      {of || why ? (
        <span class="vh">{[of && `: ${of}`, why && `. ${why}`].filter(Boolean).join("")}</span>
      ) : null}
    </button>
  );
}

/** Shows further actions in place: nothing floats over what one reads. */
export function More(props: { of: string; open: boolean; tabIndex?: number; onToggle(): void }) {
  return (
    <button
      type="button"
      class="btn quiet square sm"
      aria-expanded={props.open}
      aria-label={t("More for {name}", { name: props.of })}
      tabIndex={props.tabIndex}
      onClick={props.onToggle}
    >
      <Icon name="more" />
    </button>
  );
}

/** "Intensive care, Uzbekistan". */
export function about(store: Store, person: string): string {
  const card = store.people.value[person];
  return [card?.specialty, store.states.value[card?.state ?? ""]].filter(Boolean).join(", ");
}

/** To whom a question may be put now. */
export function panelOf(store: Store): string[] {
  const here = store.media.peers().map((peer) => peer.identity);
  return panel(store.staff.value, store.room.value.stage, here);
}

export function Person({ person, children }: { person: string; children: ComponentChildren }) {
  const store = useStore();
  const name = store.name(person);
  return (
    <div class="person">
      <span class="avatar sm" aria-hidden="true">
        {initials(name)}
      </span>
      <div>
        <b>
          <bdi>{name}</bdi>
          {person === store.me.value.id ? <span class="meta"> {t("(you)")}</span> : null}
        </b>
        <small>{children}</small>
      </div>
    </div>
  );
}

/** Whether the window matches a media query, now and later. */
export function useMatches(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const read = () => setMatches(list.matches);
    read();
    list.addEventListener("change", read);
    return () => list.removeEventListener("change", read);
  }, [query]);
  return matches;
}
