import { describe, expect, it } from "vitest";
import { type DownloadFile, progressed } from "./downloads";

function file(kind: DownloadFile["kind"], status: DownloadFile["status"], done = 0): DownloadFile {
  const rest = { title: "English", error: "", bytes: 0, url: "" };
  return { take: "t", kind, rendition: "floor", status, done, ...rest };
}

describe("a look at what is under way", () => {
  const files = [file("film", "queued"), file("sound", "ready"), file("pack", "")];

  it("tells how far it is, and nothing else", () => {
    const busy = [file("film", "working", 40)];
    const after = progressed(files, busy);
    expect(after?.map(({ status, done }) => [status, done])).toEqual([
      ["working", 40],
      ["ready", 0],
      ["", 0],
    ]);
  });

  it("asks for everything once one is there, or failed", () => {
    expect(progressed(files, [])).toBeUndefined();
    expect(progressed(files, [{ ...file("film", "working"), rendition: "kk" }])).toBeUndefined();
  });

  it("leaves alone what another has asked for meanwhile", () => {
    expect(progressed(files, [file("film", "queued"), file("pack", "queued")])).toEqual(files);
  });
});
