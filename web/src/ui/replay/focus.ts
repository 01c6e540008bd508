import { useLayoutEffect, useRef } from "preact/hooks";

/** For an element in which one control takes the place of another: the focus goes on to it, or to the element itself
 * (which then needs a tabIndex), and is not lost. */
export function useKeptFocus<E extends HTMLElement>() {
  const element = useRef<E>(null);
  // while this is rendered, what is replaced still stands there
  const held = element.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    const here = element.current;
    if (!held || here?.contains(document.activeElement)) return;
    (here?.querySelector<HTMLElement>("a, button, [tabindex]") ?? here)?.focus();
  });
  return element;
}
