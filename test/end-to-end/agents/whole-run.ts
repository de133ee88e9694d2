/**
 * The story of a whole review by ten agents, from a real process of Baton through a back end's own protocol to a model on
 * loopback, and back to a report whose citations all resolve; and the same with the process killed half-way. Played with
 * any back end.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../runner/database/open.ts';
import { fingerprint, type MadeRepository } from '../../setup/repositories.ts';
import { familyOf, stillThere, until } from '../process-table.ts';
import { baton, keepServer, ownFolder, type Surroundings } from '../processes.ts';
import { type Document, documentOf, expectReport } from '../reports.ts';
import { type Service, startService } from '../service-client.ts';
import { TOKEN } from '../shop.ts';
import { MADE_UP, makeReviewedShop, SIGHTS } from './reviewed-shop.ts';
import { CALL, type ReviewerModel, startReviewerModel, type ToolUse } from './reviewer-model.ts';

/** A back end, as the story is told with it. */
export interface Subject {
  /** as `--backend` has it */
  readonly backend: string;
  readonly model: string;
  /** of the Baton process; `url` is the model's address without a path */
  readonly variables: (url: string) => Readonly<Record<string, string>>;
  /** what stands in `baton.yaml` beside the shop */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** the folder below which Baton has its home; the temporary one when absent */
  readonly homeBelow?: string;
  readonly read: (path: string) => ToolUse;
  /** milliseconds that a run may take */
  readonly limitMs: number;
}

interface Harness {
  readonly subject: Subject;
  readonly around: Surroundings;
  readonly shop: MadeRepository;
  readonly reviewer: ReviewerModel;
  readonly database: Database;
}

const LENSES = Object.keys(SIGHTS);
/** Its first answer does not meet the contract. */
const ASKED_TWICE = 'reliability-engineer';
const JUDGES = ['skeptic', 'skeptic', 'arbiter', 'synthesist'];

/** A review from its start to its report. */
export function wholeReview(subject: Subject): void {
  told(subject, 'ends in a report in which every citation resolves and nothing made up is left', review);
}

/** A review whose process is killed half-way. */
export function killedReview(subject: Subject): void {
  told(subject, 'is taken up again when it is killed half-way, with what was done kept', takenUpReview);
}

function told(subject: Subject, title: string, play: (harness: Harness) => Promise<void>): void {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openStage(subject);
  });
  afterAll(() => harness?.reviewer.stop());

  describe(`a review by ten agents on ${subject.backend}`, () => {
    test(title, () => play(harness), subject.limitMs);
  });
}

async function openStage(subject: Subject): Promise<Harness> {
  const home = ownFolder(subject.homeBelow);
  const shop = makeReviewedShop();
  const settings = { projects: { shop: { path: shop.path } }, ...subject.settings };
  writeFileSync(join(home, 'baton.yaml'), JSON.stringify(settings));
  const reviewer = await startReviewerModel(subject.read);
  const variables = subject.variables(reviewer.url);
  const around = { home, variables, folder: shop.path, limitMs: subject.limitMs };
  return { subject, around, shop, reviewer, database: await keepServer(home) };
}

async function review(harness: Harness): Promise<void> {
  const { backend, model } = harness.subject;
  const before = fingerprint(harness.shop.path);
  const argv = ['code-review', '--size', 'medium', '--base', 'main', '--head', 'feat'];
  const words = ['run', ...argv, '--backend', backend, '--model', model, '--json'];
  const document = documentOf(await baton(words, harness.around));
  expectReview(document, harness);
  expect(fingerprint(harness.shop.path)).toBe(before);
  expect(harness.reviewer.asked.toSorted()).toEqual([...LENSES, ASKED_TWICE, ...JUDGES].sort());
  for (const prompt of harness.reviewer.prompts) expect(prompt).not.toContain(TOKEN);
  const { usage } = document.run;
  expect(usage.unknown_tokens).toBe(0);
  expect(usage.input_tokens).toBeGreaterThanOrEqual(10 * CALL.input);
  expect(usage.output_tokens).toBeGreaterThanOrEqual(10 * CALL.output);
  await expectOnRecord(document, harness);
}

async function takenUpReview(harness: Harness): Promise<void> {
  const { subject, around, reviewer } = harness;
  const from = reviewer.asked.length;
  reviewer.hold('skeptic');
  const killed = await startService(around);
  const id = await killed.start({
    ...{ project_id: 'shop', flow_name: 'code-review', band: 'medium', base: 'main', head: 'feat' },
    ...{ backend: subject.backend, model: subject.model, input: { question: 'May it be merged?' } },
  });
  const halfWay = ({ run }: Document): boolean => reviewer.waiting() === 2 || run.status !== 'running';
  await killed.runOnce(id, halfWay, subject.limitMs);
  const before: Document = (await killed.get(`/api/runs/${id}`)).body;
  const done = before.steps.filter(({ status }) => status === 'completed');
  expect(agentsOf(done)).toHaveLength(LENSES.length);
  await kill(killed);
  const first = reviewer.asked.slice(from);
  expect(first.toSorted()).toEqual([...LENSES, ASKED_TWICE, 'skeptic', 'skeptic'].sort());
  reviewer.release();

  const service = await startService(around);
  const after = await service.runOnce(id, ({ run }) => run.status !== 'running', subject.limitMs);
  expect((await service.stop()).code).toBe(0);
  expectReview(after, harness);
  expect(after.run).toMatchObject({ id, commit_sha: before.run.commit_sha });
  expect(after.steps.slice(0, done.length)).toEqual(done);
  expect(reviewer.asked.slice(from + first.length).sort()).toEqual(JUDGES.toSorted());
}

/** All but the database server ends with it, its agents too. */
async function kill({ process }: Service): Promise<void> {
  const family = familyOf(process.pid).filter(({ command }) => !command.includes('postgres'));
  process.signal('SIGKILL');
  expect(await process.ended).toMatchObject({ signal: 'SIGKILL' });
  await until(() => stillThere(family).length === 0);
}

function expectReview(document: Document, { subject, shop }: Harness): void {
  const { backend, model } = subject;
  expect(document.run).toMatchObject({ status: 'completed', backend, model });
  const agents = agentsOf(document.steps);
  expect(agents).toHaveLength(LENSES.length + JUDGES.length);
  expect(agents.filter(({ status }) => status !== 'completed')).toEqual([]);
  const report = expectReport(document, {
    title: 'Code review',
    heading: /^main\.\.feat \([0-9a-f]{7}\) · medium · 10 agents · model /,
    repository: shop.path,
    citations: LENSES.length,
  });
  for (const { title } of Object.values(SIGHTS)) expect(report).toContain(title);
  expect(report).not.toMatch(MADE_UP);
  expect(report).toContain('1 statement not shown, since no citation holds');
  expect(report).toContain('contested: a refutation without counter-evidence that holds');
  expect(report).toContain('Struck from the synthesis: 1 sentence');
}

/** What each agent did, said and took is in the tables, and the shop's secret is not. */
async function expectOnRecord({ run, steps }: Document, { subject, database }: Harness): Promise<void> {
  for (const { chat_id } of agentsOf(steps)) {
    const { rows } = await database.pool.query('select frame from chat_frames where chat_id = $1', [chat_id]);
    const frames = rows.map(({ frame }) => frame);
    expect(frames).toContainEqual(expect.objectContaining({ type: 'tool_call', status: 'completed' }));
    expect(frames).toContainEqual(expect.objectContaining({ type: 'delta' }));
    expect(JSON.stringify(frames)).not.toContain(TOKEN);
  }
  const tasks = await database.pool.query('select * from tasks where run_id = $1', [run.id]);
  expect(tasks.rows.map(({ id }) => id).sort()).toEqual(
    agentsOf(steps)
      .map(({ task_id }) => task_id)
      .sort(),
  );
  for (const task of tasks.rows) {
    expect(task).toMatchObject({ state: 'completed', backend: subject.backend });
    expect(task.model).toContain(subject.model);
    expect(task.agent_version).toMatch(/\d/);
    expect(Number(task.input_tokens)).toBeGreaterThanOrEqual(CALL.input);
    expect(Number(task.output_tokens)).toBeGreaterThanOrEqual(CALL.output);
  }
}

function agentsOf(steps: Document['steps']): Document['steps'] {
  return steps.filter(({ kind }) => kind === 'agent');
}
