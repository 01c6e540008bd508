/** Questions as one reader knows them; the same as src/consilium/questions/state.py. */
import type { Entry } from "../protocol/entry";
import type { Answer, Question, QuestionsState } from "../protocol/states";
import { own, withKey } from "./records";

export const emptyQuestions: QuestionsState = { questions: {}, answering: "", answering_since: 0 };

function change(state: QuestionsState, id: string, values: Partial<Question>): QuestionsState {
  const question = own(state.questions, id);
  return question ? { ...state, questions: withKey(state.questions, id, { ...question, ...values }) } : state;
}

/** One question in a status in which it is not being answered now. */
function settle(state: QuestionsState, id: string, status: string): QuestionsState {
  const after = change(state, id, { status });
  return after.answering === id ? { ...after, answering: "", answering_since: 0 } : after;
}

function add(state: QuestionsState, told: Told, askedAt: number): QuestionsState {
  if (Object.hasOwn(state.questions, told.id)) return state; // known to the staff and the asker since it was asked
  const question: Question = {
    id: told.id,
    text: told.text,
    language: told.language,
    asker: told.asker,
    anonymous: told.anonymous,
    asked_at: askedAt,
    status: "pending",
    votes: 0,
    assigned: "",
    merged_into: "",
    answers: [],
  };
  return { ...state, questions: withKey(state.questions, told.id, question) };
}

type Told = Pick<Question, "id" | "text" | "language" | "asker" | "anonymous">;

function write(state: QuestionsState, id: string, answer: Answer): QuestionsState {
  const question = own(state.questions, id);
  if (!question) return state;
  const others = question.answers.filter((known) => known.id !== answer.id);
  return settle(change(state, id, { answers: [...others, answer] }), id, "answered");
}

function reword(state: QuestionsState, id: string, text: string, words: Readonly<Record<string, string>>) {
  const known = own(state.questions, id)?.answers ?? [];
  const answers = known.map((answer) => ({ ...answer, text: own(words, answer.id) ?? answer.text }));
  return change(state, id, { text, answers });
}

export function foldQuestions(state: QuestionsState, entry: Entry): QuestionsState {
  switch (entry.kind) {
    case "question.asked":
      return add(state, entry.data, entry.at);
    case "question.released":
      return add(state, entry.data, entry.data.asked_at);
    case "question.attributed":
      return change(state, entry.data.id, { asker: entry.data.asker });
    case "question.assigned":
      return change(state, entry.data.id, { assigned: entry.data.to });
    case "question.worded":
      return reword(state, entry.data.id, entry.data.text, entry.data.answers);
    case "upvotes.tallied":
      return Object.entries(entry.data.votes).reduce((all, [id, votes]) => change(all, id, { votes }), state);
    default:
      return foldStatus(state, entry);
  }
}

function foldStatus(state: QuestionsState, entry: Entry): QuestionsState {
  switch (entry.kind) {
    case "question.opened":
      return settle(state, entry.data.id, "open");
    case "question.taken_up": {
      const id = entry.data.id;
      if (!Object.hasOwn(state.questions, id)) return state;
      return { ...change(state, id, { status: "open" }), answering: id, answering_since: entry.at };
    }
    case "question.answered":
      return settle(state, entry.data.id, "answered");
    case "answer.written": {
      const { id, question, text, language, by } = entry.data;
      return write(state, question, { id, text, language, by, at: entry.at });
    }
    case "question.dismissed":
      return settle(state, entry.data.id, "dismissed");
    case "question.merged": {
      const { id, into } = entry.data;
      return settle(change(state, id, { merged_into: into }), id, "dismissed");
    }
    default:
      return state;
  }
}
