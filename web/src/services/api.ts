/** The HTTP API of one seminar. A call that got no answer is repeated with the same body, so nothing is doubled. */

export class Refused extends Error {
  /** `code` is a word for programs, `message` a sentence in the reader's language; status 0: no line. */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Clock {
  sleep(milliseconds: number): Promise<void>;
}

export const realClock: Clock = {
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

const RETRIES = [300, 900, 2000, 4000];

export interface ApiOptions {
  fetch?: typeof fetch;
  clock?: Clock;
  /** The sentence shown when there is no line. */
  offline: () => string;
  cookie?: () => string;
}

export class Api {
  private readonly fetch: typeof fetch;
  private readonly clock: Clock;

  constructor(
    private readonly seminar: string,
    private readonly options: ApiOptions,
  ) {
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.clock = options.clock ?? realClock;
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  /** POST; objects that are made carry a `key` (see `freshKey`), which makes repeating harmless. */
  post<T>(path: string, body: object = {}): Promise<T> {
    return this.send<T>("POST", path, JSON.stringify(body));
  }

  /** GET what can be done without: one try, undefined for anything but an answer. */
  async look<T>(path: string, signal: AbortSignal): Promise<T | undefined> {
    try {
      const answer = await this.once("GET", path, undefined, signal);
      return answer?.ok ? ((await answer.json()) as T) : undefined;
    } catch {
      return undefined;
    }
  }

  private async send<T>(method: string, path: string, body?: string): Promise<T> {
    for (const wait of [...RETRIES, -1]) {
      const answer = await this.once(method, path, body);
      try {
        if (answer?.ok) return (await answer.json()) as T;
      } catch {
        // cut before its end, or a page of a proxy's: no answer
      }
      if (answer && !answer.ok && !GATEWAY.has(answer.status)) throw await refusal(answer);
      if (wait < 0) break;
      await this.clock.sleep(wait);
    }
    throw new Refused(0, "offline", this.options.offline());
  }

  private async once(
    method: string,
    path: string,
    body?: string,
    signal?: AbortSignal,
  ): Promise<Response | undefined> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET")
      headers["X-CSRFToken"] = csrfToken((this.options.cookie ?? (() => document.cookie))());
    try {
      const init: RequestInit = { method, headers, credentials: "same-origin" };
      if (body !== undefined) init.body = body;
      if (signal) init.signal = signal;
      return await this.fetch(`/api/seminars/${this.seminar}/${path}`, init);
    } catch {
      return undefined; // no line
    }
  }
}

/** A web process that is being restarted answers like this through a proxy. */
const GATEWAY = new Set([502, 504]);

async function refusal(answer: Response): Promise<Refused> {
  try {
    const { error, message } = (await answer.json()) as { error?: string; message?: string };
    return new Refused(answer.status, error ?? "error", message ?? answer.statusText);
  } catch {
    return new Refused(answer.status, "error", answer.statusText);
  }
}

export function csrfToken(cookie: string): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(cookie)?.[1] ?? "";
}

/** A key that makes a repeated POST recognisable: 32 hexadecimal digits. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
