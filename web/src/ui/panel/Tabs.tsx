/** Tabs after the ARIA pattern: arrows move, one is in the tab order, panels keep their place. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  readonly body: ComponentChildren;
  readonly foot?: ComponentChildren;
}

export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoose(id: string): void;
}) {
  const { tabs, chosen, onChoose } = props;
  const list = useRef<HTMLDivElement>(null);
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const forward = document.documentElement.dir === "rtl" ? -step : step;
    const index = tabs.findIndex((tab) => tab.id === current?.id) + (Math.abs(step) === 1 ? forward : step);
    const next = tabs[Math.min(tabs.length - 1, Math.max(0, index))];
    if (!next) return;
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <section class="panel" aria-label={props.label}>
      <div class="tabs" role="tablist" aria-label={props.label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-controls={`panel-${tab.id}`}
            aria-selected={tab.id === current?.id}
            tabIndex={tab.id === current?.id ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.label}
            {tab.count ? <span class="count-chip">{tab.count}</span> : null}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          class="panel-body"
          role="tabpanel"
          id={`panel-${tab.id}`}
          aria-labelledby={`tab-${tab.id}`}
          tabIndex={0}
          hidden={tab.id !== current?.id}
        >
          {tab.id === current?.id ? tab.body : null}
        </div>
      ))}
      {current?.foot}
    </section>
  );
}
