// Bokeh makes a view of a control whenever it is needed, also for one that Python adds later; what
// all views of a kind shall have is therefore said once, to their kind.

// Calls `action(view)` whenever a view of Bokeh's models of a type has been drawn.
export function whenDrawn(type, action) {
  const { prototype } = Bokeh.Models.get(type).prototype.default_view;
  const { render } = prototype;
  prototype.render = function renderAndMore() {
    render.call(this);
    action(this);
  };
}
