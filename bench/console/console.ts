/** The part `console`: how soon the pages can be used, the list of many runs, and what many open pages cost. */
import type { Bench, Part } from '../part.ts';
import type { Section } from '../surroundings/table.ts';
import { eventsSection, OPEN_PAGES, RUNS } from './events.ts';
import { listSection, STORED_RUNS } from './list.ts';
import { pagesSection } from './pages.ts';

export const consolePart: Part = {
  name: 'console',
  measures: `the console: its pages in a Chromium, the list of ${STORED_RUNS} runs, and ${OPEN_PAGES} open pages on ${RUNS} running runs`,
  run,
};

async function run(bench: Bench): Promise<readonly Section[]> {
  return [await pagesSection(bench), await listSection(bench), await eventsSection(bench)];
}
