import { expect, test } from "vitest";
import { placeOf, type Standing } from "./seating";

const listener: Standing = { may: true, speaks: false, refused: false, wishes: false, recorded: true };

test("who has a seat sits in the room, whether or not it is recorded", () => {
  expect(placeOf(listener)).toBe("room");
  expect(placeOf({ ...listener, recorded: false })).toBe("room");
});

test("who found none watches the broadcast, or waits while there is none", () => {
  expect(placeOf({ ...listener, refused: true })).toBe("broadcast");
  expect(placeOf({ ...listener, refused: true, recorded: false })).toBe("waiting");
});

test("who would rather watch the broadcast does so as long as there is one", () => {
  expect(placeOf({ ...listener, wishes: true })).toBe("broadcast");
  expect(placeOf({ ...listener, wishes: true, recorded: false })).toBe("room");
  expect(placeOf({ ...listener, wishes: true, refused: true, recorded: false })).toBe("waiting");
});

test("with the floor one is in the room, and afterwards where one was", () => {
  for (const refused of [true, false])
    for (const wishes of [true, false]) {
      expect(placeOf({ ...listener, refused, wishes, speaks: true })).toBe("room");
      expect(placeOf({ ...listener, refused, wishes, speaks: true, may: false })).toBe("off");
    }
});
