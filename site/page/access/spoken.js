// Says what has come of a move, once the hand rests: at every frame it would be a stream of words.
import { describeFigures } from "./figures.js";

const REST_MS = 900;

export class Spoken {
  // `place` is a live region; `models()` are those of Bokeh's document that is shown.
  constructor(place, models) {
    this.place = place;
    this.models = models;
    this.first = true;
    this.timer = 0;
  }

  // Something has been drawn; `result` is the sentence of the run.
  drawn(result) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(result), this.first ? 0 : REST_MS);
  }

  say(result) {
    describeFigures(this.models(), result);
    // The page as it opens is read anyway.
    if (!this.first && this.place.textContent !== result) this.place.textContent = result;
    this.first = false;
  }
}
