/** Upvotes, ballots, "I am here" and glances: posted to the live process, acknowledged when they are written. */
import { Refused } from "./api";
import type { Glance } from "./glances";
import type { Ticket } from "./stream";

export type Burst =
  | { kind: "upvote"; question: string; up: boolean }
  | { kind: "ballot"; poll: string; choices: readonly number[] }
  | { kind: "present"; check: string }
  | ({ kind: "glance" } & Glance);

export interface BurstOptions {
  ticket: () => Ticket;
  renew: () => Promise<Ticket>;
  offline: () => string;
  fetch?: typeof fetch;
}

/** Plain text, so that the browser asks no permission first; the token in the body says who it is. */
async function send(options: BurstOptions, ticket: Ticket, burst: Burst): Promise<Response> {
  const body = JSON.stringify({ token: ticket.token, ...burst });
  const headers = { "Content-Type": "text/plain" };
  const keepalive = burst.kind === "glance"; // told while the page goes away, too
  return (options.fetch ?? fetch)(`${ticket.url}/bursts`, { method: "POST", headers, body, keepalive });
}

/** Resolves when the wish is written; repeating one changes nothing. Raises Refused. */
export async function post(options: BurstOptions, burst: Burst): Promise<void> {
  let answer: Response;
  try {
    answer = await send(options, options.ticket(), burst);
    if (answer.status === 401) answer = await send(options, await options.renew(), burst);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(0, "offline", options.offline());
  }
  if (answer.ok) return;
  const { error, message } = (await answer.json().catch(() => ({}))) as { error?: string; message?: string };
  throw new Refused(answer.status, error ?? "error", message ?? answer.statusText);
}
