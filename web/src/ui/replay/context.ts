import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Replay } from "../../services/replay";

export const ReplayContext = createContext<Replay | undefined>(undefined);

export function useReplay(): Replay {
  const replay = useContext(ReplayContext);
  if (!replay) throw new Error("no replay above this component");
  return replay;
}
