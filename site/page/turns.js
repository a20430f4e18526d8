// Long work in short turns, between which the browser handles and paints what waits: a page that
// comes up does not stand still meanwhile.

// On a phone, a turn is four times as long as here; from 50 ms on people notice.
const TURN_MS = 12;

let began = performance.now();

// Ends this turn; resolves in the next one.
export async function breath() {
  await nextTurn();
  began = performance.now();
}

// Ends this turn if it has lasted long enough.
export async function breathWhenDue() {
  if (performance.now() - began > TURN_MS) await breath();
}

// Where browsers have nothing for this: a timer would wait for 4 ms at the least.
const { port1: here, port2: there } = new MessageChannel();
const waiting = [];
there.onmessage = () => waiting.shift()();

function nextTurn() {
  if (globalThis.scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => {
    waiting.push(resolve);
    here.postMessage(null);
  });
}
