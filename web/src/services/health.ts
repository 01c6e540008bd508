/** How the parts of the house are, as /healthz says. */

export interface Health {
  /** Whether anything answered; without an answer nothing is known of the parts. */
  readonly known: boolean;
  /** Names of parts that fail: database, live, sfu, tasks. */
  readonly failing: readonly string[];
}

export const UNKNOWN_HEALTH: Health = { known: false, failing: [] };
const EVERY = 15_000;

export async function readHealth(ask: typeof fetch = fetch): Promise<Health> {
  try {
    const answer = await ask("/healthz", { cache: "no-store" });
    const { status, failing } = (await answer.json()) as { status?: unknown; failing?: unknown };
    if (status === "ok") return { known: true, failing: [] };
    const names = Array.isArray(failing) ? failing.filter((name) => typeof name === "string") : [];
    return { known: status === "failing", failing: names };
  } catch {
    return UNKNOWN_HEALTH;
  }
}

/** Asks now and then; stops when the returned function is called. */
export function watchHealth(onHealth: (health: Health) => void): () => void {
  let stopped = false;
  const ask = () =>
    void readHealth().then((health) => {
      if (!stopped) onHealth(health);
    });
  ask();
  const timer = setInterval(ask, EVERY);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
