/** In which order questions are read. */
import type { Question, QuestionsState } from "../protocol/states";

export type Order = "votes" | "newest" | "oldest";

const BY: Record<Order, (a: Question, b: Question) => number> = {
  votes: (a, b) => b.votes - a.votes || a.asked_at - b.asked_at,
  newest: (a, b) => b.asked_at - a.asked_at,
  oldest: (a, b) => a.asked_at - b.asked_at,
};

export function sorted(questions: readonly Question[], order: Order): Question[] {
  return [...questions].sort((a, b) => BY[order](a, b) || a.id.localeCompare(b.id));
}

/** What the audience reads: the one being answered, then those waiting by votes, then the answered ones. */
export function forAudience(state: QuestionsState): Question[] {
  const all = Object.values(state.questions).filter((question) => question.merged_into === "");
  const now = all.filter((question) => question.id === state.answering);
  const waiting = all.filter(
    (q) => q.id !== state.answering && (q.status === "open" || q.status === "pending"),
  );
  const answered = all.filter((q) => q.id !== state.answering && q.status === "answered");
  return [...now, ...sorted(waiting, "votes"), ...sorted(answered, "newest")];
}
