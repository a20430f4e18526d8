// The link of a state, as neuron_app.state.to_query writes it.

const ALL_VIEWS = 3;

/** The query that stands for a state, without a question mark. */
export function toQuery(state) {
  const pairs = new URLSearchParams({ model: state.model });
  if (state.preset) pairs.set("preset", state.preset);
  const numbers = { ...state.parameters };
  for (const [name, value] of Object.entries(numbers)) pairs.set(name, value);
  pairs.set("current", state.current);
  for (const name of ["I_max", "I_period", "onset", "T", "seed"]) pairs.set(name, state[name]);
  for (const [name, value] of Object.entries(state.own)) {
    pairs.set(name, name === "points" ? value.map((pair) => pair.join(":")).join("_") : value);
  }
  if (state.solver !== "exact") pairs.set("solver", state.solver);
  if (state.view.length < ALL_VIEWS) pairs.set("view", state.view);
  // Colons and commas may stand in a query as they are.
  return String(pairs).replaceAll("%3A", ":").replaceAll("%2C", ",");
}
