/** Spans of time as the room shows them. */
import { useEffect, useState } from "preact/hooks";
import { dayOf } from "../i18n/format";

/** 47:12, or 1:02:33 from an hour on. Negative spans count as none. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The hour and minute of a moment in the reader's own zone, 24-hour. */
export function hourOf(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** hourOf, with the day when it is not today: a question may have been asked days before the seminar. */
export function momentOf(at: number, now = Date.now()): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today ? hourOf(at) : `${dayOf(at)} ${hourOf(at)}`;
}

/** The present moment, renewed every second; `offset` is what the server's clock is ahead of ours. */
export function useNow(offset = 0): number {
  const [now, setNow] = useState(() => Date.now() + offset);
  useEffect(() => {
    setNow(Date.now() + offset);
    const timer = setInterval(() => setNow(Date.now() + offset), 1000);
    return () => clearInterval(timer);
  }, [offset]);
  return now;
}
