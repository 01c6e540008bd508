import { signal } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { Api } from "./api";
import type { Card, StaffMember } from "./snapshot";
import { readStaff } from "./staff";

const card: Card = { name: "Ivan", title: "", specialty: "", institution: "", state: "" };

test("whom the organiser has added since the page was opened is known when it is asked for", async () => {
  let status = 503;
  const fetch = vi.fn(async () => {
    const found = { staff: [{ id: "ivan", roles: ["interpreter"] }], people: { ivan: card } };
    return new Response(JSON.stringify(found), { status });
  });
  const store = {
    api: new Api("s", { fetch, offline: () => "", cookie: () => "" }),
    read: signal("ru"),
    people: signal<Readonly<Record<string, Card>>>({ zoe: card }),
    staff: signal<readonly StaffMember[]>([{ id: "zoe", roles: ["chair"] }]),
  };
  readStaff(store);
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
  await Promise.resolve();
  expect(store.staff.value.map(({ id }) => id)).toEqual(["zoe"]);
  status = 200;
  readStaff(store);
  await vi.waitFor(() => expect(store.staff.value).toEqual([{ id: "ivan", roles: ["interpreter"] }]));
  expect(Object.keys(store.people.value)).toEqual(["zoe", "ivan"]);
  expect(String((fetch.mock.calls as unknown[][])[1]?.[0])).toContain("snapshot?read=ru");
});
