// One compiled model, run without Python: spiking_core/kernels/kernel.py once more.

import { PIECE, withWeakerEdges } from "./table.js";

const BYTES = 8;
const PAGE = 65536;
// End, number of samples, number of spikes.
const RESULT = 3;
// More than this is given back after a run: a memory grows, and never shrinks.
const KEPT_BYTES = 32 * 2 ** 20;

/** How many intervals of length dt fit into T, in spite of rounding. */
export function sampleCount(T, dt, most) {
  const ratio = T / dt;
  const nearest = Math.round(ratio);
  const count = Math.abs(ratio - nearest) < 1e-9 * Math.max(1, ratio) ? nearest : Math.trunc(ratio);
  if (!(count >= 1 && count <= most)) {
    throw new RangeError(`T / dt must lie between 1 and ${most} samples, got ${T} ms / ${dt} ms.`);
  }
  return count;
}

/** A model at work. Every view of its memory is made anew: one dies when the memory grows. The
 *  samples of a run are such views: they hold until the kernel is used again. */
export class Kernel {
  /**
   * `module` is a compiled WebAssembly.Module, `states` the number of states, `parameters` the
   * names of the parameters in their order, `solver` what the roster says of tolerances, limits
   * and outcomes. Where an instance may not be made at once, `from` waits for it.
   */
  constructor(module, { states, parameters }, solver, instance = new WebAssembly.Instance(module)) {
    this.module = module;
    this.exports = instance.exports;
    this.states = states;
    this.parameters = parameters;
    this.solver = solver;
  }

  /** The kernel of a module, as soon as it has been instantiated. */
  static async from(module, metadata, solver) {
    return new Kernel(module, metadata, solver, await WebAssembly.instantiate(module));
  }

  /** Whether the model tells the state that has settled at a potential. */
  get hasSteady() {
    return "steady" in this.exports;
  }

  /** Integrates with error-controlled steps; sample k is at k dt, the end not among them. */
  run({
    parameters, state, pieces, T, dt = this.solver.dt, rtol = this.solver.rtol,
    atol = this.solver.atol, maxStep = this.solver.max_step, threshold = NaN, holdFor = NaN,
  }) {
    const n = sampleCount(T, dt, this.solver.max_samples);
    const at = this.prepare(parameters, state, pieces, T, n);
    const { steps_at_least, steps_per_ms, steps_per_piece } = this.solver;
    const steps =
      steps_at_least + Math.trunc(steps_per_ms * T) + steps_per_piece * at.nPieces;
    const code = this.exports.run(
      at.parameters, at.state, at.pieces, at.nPieces, at.samples, n, dt,
      at.spikes, at.spikeNumbers * BYTES, at.nSpikes, steps, rtol, atol, maxStep,
      threshold, holdFor, at.result,
    );
    return this.answer(at, code, dt, T);
  }

  /** Forward Euler on the grid of a paper; sample k is at k dt, the end among them. */
  euler({
    parameters, state, pieces, T, dt, inTurn = false, weakerEdges = false, threshold = NaN,
    holdFor = NaN,
  }) {
    const n = sampleCount(T, dt, this.solver.max_samples) + 1;
    const sampled = weakerEdges ? withWeakerEdges(pieces) : pieces;
    const at = this.prepare(parameters, state, sampled, T, n);
    const code = this.exports.euler(
      at.parameters, at.state, at.pieces, at.nPieces, at.samples, n, dt,
      at.spikes, at.nSpikes, inTurn ? 1 : 0, threshold, holdFor, at.result,
    );
    return this.answer(at, code, dt, T);
  }

  /** The slopes of the states at t under the current I. */
  slopes(parameters, state, t, I) {
    const at = this.place(this.parameters.length, this.states, this.states);
    this.write(at[0], parameters, this.parameters.length, "parameters");
    this.write(at[1], state, this.states, "state");
    this.exports.slopes(at[0], at[1], t, I, at[2]);
    return this.read(at[2], this.states);
  }

  /** The state in which all but the membrane potential has settled at v. */
  steady(parameters, v) {
    const at = this.place(this.parameters.length, this.states);
    this.write(at[0], parameters, this.parameters.length, "parameters");
    this.exports.steady(at[0], v, at[1]);
    return this.read(at[1], this.states);
  }

  /** Makes room for a run and writes what it begins with; returns what lies where. */
  prepare(parameters, state, pieces, T, nSamples) {
    const nParameters = this.parameters.length;
    const nPieces = pieces.length / PIECE;
    if (!Number.isInteger(nPieces) || nPieces < 1) {
      throw new RangeError(`A piece has ${PIECE} numbers, got ${pieces.length} for all.`);
    }
    const { spikes_at_least, spikes_per_ms } = this.solver;
    const nSpikes = spikes_at_least + Math.trunc(spikes_per_ms * T);
    const spikeNumbers = 1 + 2 * this.states;
    const blocks = this.place(
      RESULT, nParameters, this.states, pieces.length, this.states * nSamples,
      nSpikes * spikeNumbers,
    );
    const [result, ...inputs] = blocks;
    this.write(inputs[0], parameters, nParameters, "parameters");
    this.write(inputs[1], state, this.states, "state");
    this.write(inputs[2], pieces, pieces.length, "pieces");
    return {
      result, parameters: inputs[0], state: inputs[1], pieces: inputs[2], samples: inputs[3],
      spikes: inputs[4], nPieces, nSamples, nSpikes, spikeNumbers,
    };
  }

  /** The addresses of blocks of so many numbers, behind each other; the memory holds them all. */
  place(...sizes) {
    const { memory } = this.exports;
    let end = 0;
    const addresses = sizes.map((size) => (end += size * BYTES) - size * BYTES);
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return addresses;
  }

  /** Copies numbers into the memory. */
  write(address, numbers, count, what) {
    if (numbers.length !== count) {
      throw new RangeError(`A kernel takes ${count} ${what}, got ${numbers.length}.`);
    }
    new Float64Array(this.exports.memory.buffer, address, count).set(numbers);
  }

  /** Numbers in the memory, as long as it stays as it is. */
  view(address, count) {
    return new Float64Array(this.exports.memory.buffer, address, count);
  }

  /** A copy of numbers in the memory. */
  read(address, count) {
    return this.view(address, count).slice();
  }

  /** Reads what a run has left in the memory. */
  answer(at, code, dt, T) {
    const { states } = this;
    const [end, n, nSpikes] = this.read(at.result, RESULT);
    const kind = this.solver.outcomes[code];
    const rows = Array.from({ length: states }, (_, i) => i);
    const spikes = this.view(at.spikes, nSpikes * at.spikeNumbers);
    const column = (j) => {
      const values = new Float64Array(nSpikes);
      for (let k = 0; k < nSpikes; k++) values[k] = spikes[k * at.spikeNumbers + j];
      return values;
    };
    const run = {
      n,
      dt,
      samples: rows.map((i) => this.view(at.samples + i * at.nSamples * BYTES, n)),
      spikeTimes: column(0),
      before: rows.map((i) => column(1 + i)),
      after: rows.map((i) => column(1 + states + i)),
      // The last sample of a paper's grid may lie before the end.
      outcome: { kind, t: kind === "completed" ? T : end },
    };
    if (this.exports.memory.buffer.byteLength > KEPT_BYTES) this.renew();
    return run;
  }

  /** Begins with a small memory again, as soon as the browser has made one. */
  async renew() {
    const { exports } = await WebAssembly.instantiate(this.module);
    this.exports = exports;
  }
}
