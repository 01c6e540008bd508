/** A mask icon of styles/icons.css; always beside words, so hidden from screen readers. */
export function Icon({ name, flip = false }: { name: string; flip?: boolean }) {
  return <span class={flip ? `icon i-${name} flip` : `icon i-${name}`} aria-hidden="true" />;
}
