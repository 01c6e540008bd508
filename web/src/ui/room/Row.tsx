/** One choice of a menu. */
import type { ComponentChildren } from "preact";
import { Icon } from "../Icon";

export function Row(props: {
  checked: boolean;
  note?: string;
  onChoose(): void;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={props.checked}
      tabIndex={-1}
      onClick={props.onChoose}
    >
      <Icon name="check" />
      <span>{props.children}</span>
      <small>{props.note ?? ""}</small>
    </button>
  );
}
