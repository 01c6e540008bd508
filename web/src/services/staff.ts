/** Whom the organiser gives a role is told to no page: who wants to know the staff as it is now reads it anew. */
import { type Snapshot, snapshotIn } from "./snapshot";
import type { Store } from "./store";

/** Returns how to give it up. Without an answer what was known stays. */
export function readStaff({ api, read, people, staff }: Known): () => void {
  const gone = new AbortController();
  void api.look<Snapshot>(snapshotIn(read.peek()), gone.signal).then((found) => {
    if (!found) return;
    people.value = { ...people.peek(), ...found.people };
    staff.value = found.staff;
  });
  return () => gone.abort();
}

type Known = Pick<Store, "api" | "read" | "people" | "staff">;
