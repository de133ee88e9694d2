/** The part `direct`: what the direct back end costs over the calls that it makes, in time and in memory. */
import { join } from 'node:path';
import { makeProject } from '../chat/project.ts';
import type { Bench, Part } from '../part.ts';
import type { Section } from '../surroundings/table.ts';
import { costSection } from './cost.ts';
import { memorySection } from './memory.ts';
import { startModelService } from './model-service.ts';

export const directPart: Part = {
  name: 'direct',
  measures: 'the direct back end: a task over the bare calls to a model, and memory with 50 tasks at once',
  run,
};

async function run(bench: Bench): Promise<readonly Section[]> {
  await using undo = new AsyncDisposableStack();
  const project = join(bench.folder, 'direct-project');
  await makeProject(project, bench.signal);
  const service = await startModelService();
  undo.defer(() => service.close());
  return [await costSection(bench, service.url, project), await memorySection(bench, service, project)];
}
