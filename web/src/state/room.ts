/** The whole room: all states beside one another. Joining late, a lost line and the replay are this one fold. */
import { known, type WireEntry } from "../protocol/entry";
import type { RoomState } from "../protocol/states";
import { emptyChat, foldChat } from "./chat";
import { emptyPolls, foldPolls } from "./polls";
import { emptyQuestions, foldQuestions } from "./questions";
import { emptySeminar, foldSeminar } from "./seminar";
import { emptySlides, foldSlides } from "./slides";
import { emptyStage, foldStage } from "./stage";

export const emptyRoom: RoomState = {
  seminar: emptySeminar,
  slides: emptySlides,
  questions: emptyQuestions,
  polls: emptyPolls,
  chat: emptyChat,
  stage: emptyStage,
};

/** One entry onto the room. A part that the entry does not concern stays the same object. */
export function foldRoom(state: RoomState, wire: WireEntry): RoomState {
  const entry = known(wire);
  return {
    seminar: foldSeminar(state.seminar, entry),
    slides: foldSlides(state.slides, entry),
    questions: foldQuestions(state.questions, entry),
    polls: foldPolls(state.polls, entry),
    chat: foldChat(state.chat, entry),
    stage: foldStage(state.stage, entry),
  };
}
