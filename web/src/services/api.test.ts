import { describe, expect, test } from "vitest";
import { Api, csrfToken, freshKey, Refused } from "./api";
import { post } from "./bursts";

type Answer = Response | "no line";

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

/** A server that gives these answers in turn and keeps what it was asked. */
function server(...answers: Answer[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: unknown, init: unknown) => {
    asked.push({ url: String(url), init: init as RequestInit });
    const answer = answers.shift();
    if (!answer || answer === "no line") throw new TypeError("failed to fetch");
    return answer;
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}

const options = {
  clock: { sleep: async () => {} },
  offline: () => "no line",
  cookie: () => "a=1; csrftoken=abc",
};

describe("the API", () => {
  test("repeats a call without an answer, with the same key", async () => {
    const { asked, fetch } = server("no line", json(502, {}), json(200, { id: "q" }));
    const body = { key: freshKey(), text: "?" };
    expect(await new Api("s", { ...options, fetch }).post("questions", body)).toEqual({ id: "q" });
    expect(asked.map(({ init }) => init.body)).toEqual(Array(3).fill(JSON.stringify(body)));
    expect(asked[0]?.url).toBe("/api/seminars/s/questions");
    expect(new Headers(asked[0]?.init.headers).get("X-CSRFToken")).toBe("abc");
  });

  test("does not repeat a refusal, and tells its sentence", async () => {
    const { asked, fetch } = server(json(409, { error: "not_live", message: "The seminar is not live." }));
    const refusal = new Api("s", { ...options, fetch }).post("hand", { raised: true });
    await expect(refusal).rejects.toMatchObject({
      status: 409,
      code: "not_live",
      message: "The seminar is not live.",
    });
    expect(asked.length).toBe(1);
  });

  test("gives up after some tries and says that nothing was lost", async () => {
    const { asked, fetch } = server();
    await expect(new Api("s", { ...options, fetch }).get("snapshot")).rejects.toBeInstanceOf(Refused);
    expect(asked.length).toBe(5);
  });

  test("survives an answer that is not JSON", async () => {
    const { fetch } = server(new Response("<html>", { status: 500, statusText: "Server Error" }));
    await expect(new Api("s", { ...options, fetch }).get("x")).rejects.toMatchObject({
      status: 500,
      code: "error",
    });
  });

  test("takes an answer that was cut, or is a proxy's page, for none", async () => {
    const { asked, fetch } = server(
      new Response('{"id": "q', { status: 200 }),
      new Response("<html>", { status: 200 }),
      json(200, { id: "q" }),
    );
    const body = { key: freshKey(), text: "?" };
    expect(await new Api("s", { ...options, fetch }).post("questions", body)).toEqual({ id: "q" });
    expect(asked.length).toBe(3);
    const cut = server(...Array.from({ length: 5 }, () => new Response("<html>", { status: 200 })));
    const refusal = new Api("s", { ...options, fetch: cut.fetch }).get("snapshot");
    await expect(refusal).rejects.toMatchObject({ status: 0, code: "offline" });
  });

  test("reads the CSRF token from among other cookies", () => {
    expect(csrfToken("x=1; csrftoken=t0ken; y=2")).toBe("t0ken");
    expect(csrfToken("mycsrftoken=no")).toBe("");
  });
});

describe("bursts", () => {
  const ticket = { url: "http://live", token: "old" };
  const renew = async () => ({ url: "http://live", token: "new" });
  const vote = { kind: "upvote", question: "q", up: true } as const;

  test("take a fresh ticket when theirs has run out", async () => {
    const { asked, fetch } = server(json(401, {}), json(200, { result: "ok" }));
    await post({ ticket: () => ticket, renew, offline: () => "", fetch }, vote);
    expect(asked.map(({ init }) => JSON.parse(String(init.body)).token)).toEqual(["old", "new"]);
  });

  test("say why they were refused", async () => {
    const { fetch } = server(json(409, { error: "closed", message: "This is not possible." }));
    const refused = post({ ticket: () => ticket, renew, offline: () => "", fetch }, vote);
    await expect(refused).rejects.toMatchObject({ code: "closed" });
  });

  test("say that there is no line", async () => {
    const { fetch } = server("no line");
    const refused = post({ ticket: () => ticket, renew, offline: () => "no line", fetch }, vote);
    await expect(refused).rejects.toMatchObject({ status: 0, code: "offline" });
  });
});
