// What has come of a run in words. The words are those of spiking_core/analysis/summary.py, which
// come with the roster; here they are filled in, at every frame.

import { stay } from "./spikes.js";

const escape = (text) =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
// Digits that count, without an exponent and without zeros at the end.
const digits = (value, n) => String(Number(value.toPrecision(n)));
const PLACE = /\{(\w+)(?::\.(\d+)([gf]))?\}/g;

/** A sentence with its numbers. */
export function fill(template, values) {
  return template.replace(PLACE, (_, name, places, kind) => {
    const value = values[name];
    if (typeof value === "string" || !places) return String(value);
    return kind === "g" ? digits(value, Number(places)) : value.toFixed(Number(places));
  });
}

/** The sentence of an outcome. */
export const sentence = (outcomes, { kind, t }) => fill(outcomes[kind], { t });

/** Number of spikes, mean rate with its window, CV and first spike of `summary`. */
export function facts({ statistics: { n, window: [start, end], rate, latency, cv } }, words) {
  return [
    fill(n === 1 ? words.spike : words.spikes, { n }),
    rate === null ? words.no_rate : fill(words.rate, { rate, start, end }),
    cv === null ? words.no_cv : fill(words.cv, { cv }),
    ...(latency === null ? [] : [fill(words.first, { first: start + latency })]),
  ];
}

/** The sentences without which the numbers mislead: whatever there is to remark on a run. */
export function remarks(run, { oscillation }, roster, told) {
  const { words, outcomes } = roster;
  const { states, units, voltage } = told;
  const said = run.outcome.kind === "completed" ? [] : [sentence(outcomes, run.outcome)];
  if (oscillation) {
    const unit = units[voltage] && ` ${units[voltage]}`;
    said.push(fill(words.oscillation, { ...oscillation, name: states[voltage], unit }));
  }
  const stays = stay(run, told, roster.stay);
  if (stays) said.push(fill(roster.remarks[stays.kind], stays));
  return said;
}

// No live region: it is written at every frame, and access/spoken.js says it when the hand rests.
export function resultHtml(counted, remarked, rule) {
  const [number, noun] = counted[0].split(" ");
  const more = counted.slice(1).map((fact) => `<span>${escape(fact)}</span>`).join("");
  const warnings = remarked.map((text) => `<p class="warning">${escape(text)}</p>`).join("");
  const shown = `<p class="facts"><b>${number}</b> ${noun}${more}</p>`;
  return `${shown}${warnings}<p class="rule">${escape(rule)}</p>`;
}

// The same in one line.
export const resultText = (counted, remarked) => [`${counted.join(", ")}.`, ...remarked].join(" ");

// Panel's HTML panes take their text escaped.
export const asPaneText = (html) => escape(html);
