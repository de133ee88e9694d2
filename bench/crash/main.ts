/**
 * The crash test in full: `npm run crash [-- --rounds 30 --seed 7 --workers 3]`. Prints what was killed, what became of
 * it and how long the steps of killed workers waited; exits 1 when a promise was broken.
 */
import { parseArgs } from 'node:util';
import { undergo } from '../../test/crash/ordeal.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    workers: { type: 'string', default: '3' },
  },
});
/** Seconds from the kill of a worker until its steps are claimed again, on one host. */
const PROMISED_SECONDS = 2;

const [rounds, seed, workers] = [Number(values.rounds), Number(values.seed), Number(values.workers)];
console.log(`${rounds} rounds with ${workers} workers, seed ${seed}`);
const outcome = await undergo({ seed, rounds, workers, say: console.log });
const waits = outcome.claimedAgain.toSorted((a, b) => a - b);
const median = waits[Math.floor(waits.length / 2)] ?? Number.NaN;
const most = waits.at(-1) ?? Number.NaN;

console.log(
  `${outcome.runs} runs, ${outcome.steps} steps, ${outcome.repeated} begun again after their process died`,
);
console.log(
  `kill to claimed again: median ${median.toFixed(2)} s, most ${most.toFixed(2)} s (${waits.length} steps; promised ${PROMISED_SECONDS} s)`,
);
const broken = [
  ...outcome.broken,
  ...(most > PROMISED_SECONDS ? [`a step waited ${most.toFixed(2)} s for its next worker`] : []),
  ...(outcome.leftBehind > 0 ? [`${outcome.leftBehind} processes of the server were left behind`] : []),
];
for (const line of broken) console.log(`BROKEN: ${line}`);
console.log(broken.length === 0 ? 'every promise held' : `${broken.length} promises broken`);
process.exitCode = broken.length === 0 ? 0 : 1;
