import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../../services/booth";

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("no desk above this component");
  return desk;
}
