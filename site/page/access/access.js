// Makes the page usable by keyboard and by screen reader, before Bokeh draws anything.
import { speakTools } from "./figures.js";
import { speakSliders } from "./sliders.js";
import { whenDrawn } from "./views.js";

export function makeAccessible() {
  speakSliders();
  speakTools();
  whenDrawn("Checkbox", ({ checkbox_el: box, model }) => box.setAttribute("aria-label", model.label));
  whenDrawn("RadioGroup", ({ shadow_el: root }) => {
    const group = root.querySelector(".bk-input-group");
    group?.setAttribute("role", "radiogroup");
    group?.setAttribute("aria-label", "way of integrating");
  });
}
