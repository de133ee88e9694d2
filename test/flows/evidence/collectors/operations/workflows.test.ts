import { describe, expect, it } from 'vitest';
import {
  withoutPermissions,
  workflowFacts,
} from '../../../../../flows/evidence/collectors/operations/workflows.ts';

/** GitHub's own form of an expression. */
const expression = (name: string): string => `$\{{ ${name} }}`;
const HEAD = `with: { ref: '${expression('github.event.pull_request.head.sha')}' }`;

const workflow = (on: string, job: string, top = ''): string =>
  `on: ${on}\n${top}jobs:\n  build:\n    runs-on: ubuntu-latest\n${job.replace(/^/gm, '    ')}\n`;
const steps = (...each: string[]): string => `steps:\n${each.map((step) => `  - ${step}`).join('\n')}`;
const checkout = `uses: actions/checkout@v4\n    ${HEAD}`;

const concerns = (text: string): [string, string | null, boolean][] =>
  workflowFacts('.github/workflows/ci.yml', text).flatMap((fact) =>
    fact.kind === 'workflow' ? [[fact.data.what, fact.data.guard, fact.data.privileged]] : [],
  );

describe('the concerns of a workflow', () => {
  it('are code of a pull request that runs with the rights of the repository, at its line', () => {
    const text = workflow('pull_request_target', steps(checkout, 'run: npm ci'));
    const [fact] = workflowFacts('.github/workflows/ci.yml', text);
    expect(fact).toMatchObject({
      line: 7,
      subject: 'build',
      data: { what: 'untrusted-checkout', privileged: true },
    });
    expect(fact?.quote).toContain('head.sha');
  });

  it.each([
    ['on pull_request', workflow('pull_request', steps(checkout, 'run: npm ci'))],
    ['nothing of it runs', workflow('pull_request_target', steps(checkout, 'run: git log'))],
    [
      'the base is checked out',
      workflow('pull_request_target', steps('uses: actions/checkout@v4', 'run: npm ci')),
    ],
  ])('are no checkout where %s', (_, text) => {
    expect(concerns(text).filter(([what]) => what === 'untrusted-checkout')).toEqual([]);
  });

  it('say what guards a job', () => {
    const job = `environment: ask\n${steps(checkout, 'run: npm ci')}`;
    expect(concerns(workflow('pull_request_target', job))).toEqual([
      ['untrusted-checkout', 'environment', true],
    ]);
  });

  it('are less where the job can neither write nor read a secret', () => {
    const text = workflow(
      'pull_request_target',
      steps(checkout, 'run: npm ci'),
      'permissions: { contents: read }\n',
    );
    expect(concerns(text)).toEqual([['untrusted-checkout', null, false]]);
  });

  it('are text of outsiders in a script', () => {
    const title = expression('github.event.issue.title');
    expect(concerns(workflow('issues', steps(`run: echo "${title}"`)))[0]?.[0]).toBe('script-injection');
  });

  it.each([
    [
      'in a variable',
      'issues',
      `env: { TITLE: '${expression('github.event.issue.title')}' }\n    run: echo "$TITLE"`,
    ],
    ['a number', 'issues', `run: echo ${expression('github.event.issue.number')}`],
    [
      'on a trigger without rights',
      'pull_request',
      `run: echo ${expression('github.event.pull_request.title')}`,
    ],
  ])('are no injection: %s', (_, on, step) => {
    expect(concerns(workflow(on, steps(step)))).toEqual([]);
  });

  it.each([
    ['a step', steps('run: npm run lint\n    continue-on-error: true')],
    ['a command', steps('run: npx eslint . || true')],
    ['a job', `continue-on-error: true\n${steps('run: npm test')}`],
  ])('are %s that checks and may fail', (_, job) => {
    expect(concerns(workflow('push', job)).map(([what]) => what)).toEqual(['ignored-failure']);
  });

  it.each([
    ['a clean-up', steps('run: docker rm -f x || true')],
    ['a check with a reason beside it', steps('run: npm test\n    continue-on-error: true # nightly')],
    [
      'a job by its matrix',
      `continue-on-error: ${expression('matrix.experimental')}\n${steps('run: npm test')}`,
    ],
  ])('are not %s', (_, job) => {
    expect(concerns(workflow('push', job))).toEqual([]);
  });

  it('are none in a text that is no workflow', () => {
    expect(concerns('a: [')).toEqual([]);
    expect(concerns('name: x\n')).toEqual([]);
  });
});

describe('the permissions of a workflow', () => {
  const PATH = '.github/workflows/ci.yml';
  const lines = (text: string) => withoutPermissions(PATH, text).map(({ line }) => line);

  it('are missing where neither it nor a job has any', () => {
    expect(lines(workflow('push', steps('run: x')))).toEqual([2]);
    expect(lines(workflow('push', steps('run: x'), 'permissions: {}\n'))).toEqual([]);
    expect(lines(workflow('push', `permissions: { contents: read }\n${steps('run: x')}`))).toEqual([]);
  });

  const changes = (before: string | null, after: string) =>
    workflowFacts(PATH, after, before).map(({ value, data }) => [
      value,
      'before' in data ? data.before : null,
    ]);
  const top = (level: string) => workflow('push', steps('run: x'), `permissions:\n  contents: ${level}\n`);

  it('are compared between base and head', () => {
    expect(changes(top('read'), top('write'))).toEqual([['contents: write', 'read']]);
    expect(changes(top('read'), top('read'))).toEqual([]);
  });

  it('stay the same when they move to the job', () => {
    const after = workflow('push', `permissions:\n  contents: read\n${steps('run: x')}`);
    expect(changes(top('read'), after)).toEqual([]);
  });

  it('are not compared with those of a file that was not there', () => {
    expect(changes(null, top('write'))).toEqual([]);
  });
});
