/** The part `chat`: how soon people on Slack are answered while many runs work. */
import { join } from 'node:path';
import type { Bench, Part } from '../part.ts';
import type { Section } from '../surroundings/table.ts';
import { beginLoad, RUNS } from './load.ts';
import { type Measured, measure } from './measurement.ts';
import { sections } from './sections.ts';
import { MODES, type Mode, setStage } from './stage.ts';

export const chatPart: Part = {
  name: 'chat',
  measures: `how soon Slack is answered while ${RUNS} runs work: acknowledgements, and the launcher`,
  run,
};

async function run(bench: Bench): Promise<readonly Section[]> {
  const measured: Record<Mode, Measured[]> = { socket: [], http: [] };
  for (let round = 1; round <= bench.rounds; round++) {
    for (const mode of MODES) {
      bench.says(`chat: round ${round} of ${bench.rounds}, ${mode}`);
      measured[mode].push(await play(bench, join(bench.folder, `chat-${mode}-${round}`), mode));
    }
  }
  return sections(measured);
}

/** On a stage of its own each time: what runs leave to be posted, at Slack's pace, would weigh on the next round. */
async function play(bench: Bench, folder: string, mode: Mode): Promise<Measured> {
  await using undo = new AsyncDisposableStack();
  const stage = await setStage(bench, folder, mode);
  undo.defer(() => stage.close());
  const load = beginLoad(stage, bench.signal);
  undo.defer(() => load.stop());
  return await measure(stage, load, bench.signal);
}
