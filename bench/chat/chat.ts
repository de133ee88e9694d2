/** The part `chat`: how soon people on chat platforms are answered while many runs work. */
import { join } from 'node:path';
import type { Bench, Part } from '../part.ts';
import type { Section } from '../surroundings/table.ts';
import { openDiscord } from './discord.ts';
import { beginLoad, RUNS } from './load.ts';
import { type Measured, measure } from './measurement.ts';
import type { Stand } from './platform.ts';
import { sections } from './sections.ts';
import { openSlack } from './slack.ts';
import { setStage } from './stage.ts';

const STANDS: readonly Stand[] = [
  { platform: 'Slack', mode: 'socket', open: () => openSlack('socket') },
  { platform: 'Slack', mode: 'http', open: () => openSlack('http') },
  { platform: 'Discord', mode: 'gateway', open: () => openDiscord('gateway') },
  { platform: 'Discord', mode: 'http', open: () => openDiscord('http') },
];

export const chatPart: Part = {
  name: 'chat',
  measures: `how soon Slack and Discord are answered while ${RUNS} runs work, and the launcher opens`,
  run,
};

async function run(bench: Bench): Promise<readonly Section[]> {
  const columns = STANDS.map((stand) => ({ ...stand, measured: [] as Measured[] }));
  for (let round = 1; round <= bench.rounds; round++) {
    for (const { measured, ...stand } of columns) {
      bench.says(`chat: round ${round} of ${bench.rounds}, ${stand.platform} ${stand.mode}`);
      const folder = join(bench.folder, `chat-${stand.platform}-${stand.mode}-${round}`);
      measured.push(await play(bench, folder, stand));
    }
  }
  return sections(columns);
}

/** On a stage of its own each time: what runs leave to be posted, at the platform's pace, would weigh on the next round. */
async function play(bench: Bench, folder: string, stand: Stand): Promise<Measured> {
  await using undo = new AsyncDisposableStack();
  const stage = await setStage(bench, folder, stand);
  undo.defer(() => stage.close());
  const load = beginLoad(stage, bench.signal);
  undo.defer(() => load.stop());
  return await measure(stage, load, bench.signal);
}
