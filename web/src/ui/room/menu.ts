/** A menu over a button, after the ARIA pattern: arrows move, Escape and Tab close, focus comes back. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const ITEMS = "[role='menuitemradio'], [role='menuitem']";

export function useMenu() {
  const [open, setOpen] = useState(false);
  const wrap = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = () => [...(wrap.current?.querySelectorAll<HTMLElement>(ITEMS) ?? [])];
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  // at once, not after the next picture: where a fast hand has gone meanwhile it stays
  useLayoutEffect(() => {
    if (!open) return;
    (items().find((item) => item.getAttribute("aria-checked") === "true") ?? items()[0])?.focus();
    const outside = (event: PointerEvent) => {
      if (!wrap.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      return;
    }
    if ((event.target as HTMLElement).tagName === "INPUT") return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || all.length === 0) return;
    event.preventDefault();
    all[to % all.length]?.focus();
  };
  const onFocusOut = (event: FocusEvent) => {
    const to = event.relatedTarget as Node | null;
    if (to && !wrap.current?.contains(to)) setOpen(false);
  };
  return { open, wrap, button, close, onKeyDown, onFocusOut, toggle: () => setOpen(!open) };
}
