/** Who is who: the cards of persons who come up, asked for once, all that come up together in one call. */
import type { Signal } from "@preact/signals";
import { Refused } from "./api";
import type { Card } from "./snapshot";
import { UNKNOWN } from "./told";

type People = Readonly<Record<string, Card>>;

export class Cards {
  private readonly asked = new Set<string>();

  constructor(
    private readonly known: Signal<People>,
    private readonly get: (path: string) => Promise<People>,
  ) {}

  learn(ids: readonly string[]): void {
    const fresh = ids.filter((id) => id && !this.known.value[id] && !this.asked.has(id));
    if (fresh.length === 0) return;
    const first = this.asked.size === 0;
    for (const id of fresh) this.asked.add(id);
    if (first) setTimeout(() => void this.fetch(), 50);
  }

  private async fetch(): Promise<void> {
    const ids = [...this.asked].slice(0, 100);
    try {
      const cards = await this.get(`people?ids=${ids.join(",")}`);
      const unknown = Object.fromEntries(ids.map((id) => [id, UNKNOWN]));
      this.known.value = { ...this.known.value, ...unknown, ...cards };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    } finally {
      for (const id of ids) this.asked.delete(id);
      if (this.asked.size > 0) setTimeout(() => void this.fetch(), 50);
    }
  }
}
