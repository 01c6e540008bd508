import { Room } from "../room/Room";

export function Moderator() {
  return <Room />;
}
