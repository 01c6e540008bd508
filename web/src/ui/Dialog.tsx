import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { useStore } from "./context";
import { RefusalNotice } from "./RefusalNotice";

/** A modal dialog of the browser's own: focus stays inside, Escape closes. `actions` stand after the way out. */
export function Dialog(props: {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  actions?: ComponentChildren;
  close?: string;
}) {
  const store = useStore();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  // at once, not after the next picture: a key that is pressed meanwhile must not go to the page underneath
  useLayoutEffect(() => {
    const dialog = element.current;
    const opener = document.activeElement;
    store.refused.value = undefined; // what was refused before is not this dialog's
    dialog?.showModal();
    return () => {
      dialog?.close();
      // taken away before it could close, it gives the focus back to nobody
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  // A dialog that was taken away tells so too, after its time: another may stand in its place by then.
  const closed = () => {
    if (element.current) props.onClose();
  };
  return (
    <dialog class="dialog" ref={element} aria-labelledby={id} onClose={closed}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
      <RefusalNotice />
      <div class="row">
        <span class="push" />
        <button type="button" class="btn" onClick={props.onClose}>
          {props.close ?? t("Close")}
        </button>
        {props.actions}
      </div>
    </dialog>
  );
}
