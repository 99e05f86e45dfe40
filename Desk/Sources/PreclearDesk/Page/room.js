// The room that is left.

import { replace } from "./dom.js";

export function drawRoom(parent) {
  replace(parent);
}
