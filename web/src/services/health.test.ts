import { describe, expect, test } from "vitest";
import { readHealth, UNKNOWN_HEALTH } from "./health";

const answering =
  (body: string, status = 200) =>
  async () =>
    new Response(body, { status });

describe("health", () => {
  test("all is well", async () => {
    expect(await readHealth(answering('{"status": "ok"}'))).toEqual({ known: true, failing: [] });
  });

  test("names what fails", async () => {
    const body = '{"status": "failing", "failing": ["sfu", "tasks"]}';
    expect(await readHealth(answering(body, 503))).toEqual({ known: true, failing: ["sfu", "tasks"] });
  });

  test("nothing is known without an answer, or with one that is not ours", async () => {
    expect(await readHealth(() => Promise.reject(new TypeError()))).toEqual(UNKNOWN_HEALTH);
    expect(await readHealth(answering("<html>", 502))).toEqual(UNKNOWN_HEALTH);
    expect(await readHealth(answering("{}", 502))).toEqual(UNKNOWN_HEALTH);
  });
});
