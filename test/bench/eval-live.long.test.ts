/** The live evaluation on a small repository, with a model and a judge on loopback. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeReviewedShop } from '../end-to-end/agents/reviewed-shop.ts';
import { type ReviewerModel, startReviewerModel } from '../end-to-end/agents/reviewer-model.ts';
import { BATON_FOLDER, ownFolder } from '../end-to-end/processes.ts';
import type { MadeRepository } from '../setup/repositories.ts';

let shop: MadeRepository;
let reviewer: ReviewerModel;
let judge: LLMock;
let data: string;

beforeAll(async () => {
  shop = makeReviewedShop();
  reviewer = await startReviewerModel((path) => ({ name: 'read', arguments: { path } }));
  judge = new LLMock({ port: 0, host: '127.0.0.1' });
  judge.on({ predicate: () => true }, { content: '{"matches": [{"finding": "F1", "comment": 0}]}' });
  await judge.start();
  data = ownFolder();
  mkdirSync(join(data, 'aacr'));
  const request = {
    source_commit: shop.git('rev-parse', 'feat').trim(),
    target_commit: shop.git('rev-parse', 'main').trim(),
    githubPrUrl: 'https://github.com/acme/shop/pull/1',
  };
  const comments = (note: string) => [
    { note, path: 'src/orders.ts', side: 'right', from_line: 13, to_line: 13 },
  ];
  const write = (file: string, note: string) =>
    writeFileSync(join(data, 'aacr', file), JSON.stringify([{ ...request, comments: comments(note) }]));
  write('positive_samples.json', 'Commas in an order split it into two.');
  write('negative_samples.json', 'The join is quadratic.');
});

afterAll(async () => {
  await Promise.all([reviewer?.stop(), judge?.stop()]);
});

const evaluate = async (...more: readonly string[]) => {
  const args = [
    'bench/eval/main.ts',
    'live',
    '--data',
    data,
    '--remotes',
    shop.path,
    '--model',
    'compatible/m',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...more], {
    cwd: BATON_FOLDER,
    env: {
      PATH: process.env.PATH,
      OPENAI_COMPATIBLE_BASE_URL: `${reviewer.url}/v1`,
      OPENAI_API_KEY: 'a-key',
      OPENAI_BASE_URL: `${judge.url}/v1`,
    },
  });
  return stdout;
};

test('reviews are scored against the comments of the set', async () => {
  const { scores, failed } = JSON.parse(await evaluate('--judge', 'openai/judge', '--json'));
  expect(failed).toEqual([]);
  expect(scores).toMatchObject({ requests: 1, comments: 1, recall: 1 });
  expect(scores.findings).toBeGreaterThan(0);
});

test('the skeptic is calibrated on comments whose truth is known', async () => {
  const { calibration, failed } = JSON.parse(await evaluate('--calibrate', '--json'));
  expect(failed).toEqual([]);
  expect(calibration.valid.stated + calibration.invalid.stated).toBeGreaterThan(0);
});
