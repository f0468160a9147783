// What the panel's stage shows: a clip in the player, or a job on its way. A bundle of its own, which the panel fetches
// when it has opened.
export { jobView } from "./job/view.js";
export { mount } from "./player.js";
