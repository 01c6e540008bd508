/** A poll's options and how many chose them. */
import type { Poll } from "../../protocol/states";
import { optionSubject } from "../../state/reading";
import { ReadingSpan } from "./Reading";

export function OptionText({ poll, index, text }: { poll: Poll; index: number; text: string }) {
  return <ReadingSpan subject={optionSubject(poll.id, index)} text={text} language={poll.language} />;
}

/** Bars of a result: the number stands beside its words, the bar is decoration. */
export function Bars({ poll }: { poll: Poll }) {
  const share = (count: number) => (poll.voters > 0 ? Math.round((100 * count) / poll.voters) : 0);
  return (
    <ul class="results">
      {poll.options.map((option, index) => {
        const percent = share(poll.counts[index] ?? 0);
        return (
          <li key={index}>
            <OptionText poll={poll} index={index} text={option} />
            <b class="num">{percent} %</b>
            <span class="bar" style={{ "--v": percent }} aria-hidden="true" />
          </li>
        );
      })}
    </ul>
  );
}
