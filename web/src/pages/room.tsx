import { render } from "preact";

const root = document.getElementById("room");
if (root) render(<main />, root);
