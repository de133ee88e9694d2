/** Own flows on the command line: listed, checked, and refused with the place of each error. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { wiring as real } from '../../../bot/app/wiring.ts';
import { loadConfig } from '../../../bot/config/config.ts';
import { type Surroundings, surroundings, temporaryFolder } from '../surroundings.ts';

const FLOW = `name: database-review
category: Review
purpose: Is this change safe for the database?
lenses: [query-reviewer]
`;
const PERSONA = '---\nid: query-reviewer\ncategory: Review\n---\nFind slow queries.\n';

let folder: string;
let around: Surroundings;

const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

/** A person in a folder with `baton.yaml`, own flows and own personas, before the real catalogue. */
beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ['flows', 'personas']) mkdirSync(join(folder, name));
  write('baton.yaml', 'flows: [flows]\npersonas: [personas]\n');
  write('flows/db.yaml', FLOW);
  write('personas/query-reviewer.md', PERSONA);
  const { catalogue, checkFlows } = real;
  around = surroundings({
    folder,
    wiring: { catalogue, checkFlows },
    config: () =>
      loadConfig({
        variables: { BATON_HOME: temporaryFolder(), BATON_CONFIG: folder },
        currentDirectory: folder,
        batonFolder: temporaryFolder(),
      }),
  });
});

const BROKEN = FLOW.replace('query-reviewer', 'data-stewart');
const PROBLEM =
  'flows/db.yaml:4:10 error: lenses.0 is "data-stewart", which is no persona; did you mean "data-steward"?';

describe('baton flows', () => {
  test('lists own flows with a mark, after those of Baton', async () => {
    expect(await around.run('flows')).toBe(0);
    expect(around.out()).toMatch(/^FLOW +CATEGORY +PURPOSE\n/);
    expect(around.out()).toMatch(/^tech-debt +Analysis +What/m);
    expect(around.out()).toMatch(/^database-review +Review +own +Is this change safe for the database\?$/m);
  });

  test('marks them in JSON too', async () => {
    await around.run('flows', '--json');
    const { flows } = JSON.parse(around.out());
    expect(flows.filter(({ own }: { own?: true }) => own === true)).toEqual([
      {
        name: 'database-review',
        category: 'Review',
        title: 'Database review',
        purpose: 'Is this change safe for the database?',
        bands: ['small', 'medium', 'large'],
        inputs: [],
        question: 'Is this change safe for the database?',
        compares: 'always',
        sizes: [
          { band: 'small', agents: 3, minutes: 10 },
          { band: 'medium', agents: 5, minutes: 25 },
          { band: 'large', agents: 7, minutes: 60 },
        ],
        own: true,
      },
    ]);
  });

  test('lists what is sound, tells the errors on stderr, and ends with 2', async () => {
    write('flows/db.yaml', BROKEN);
    expect(await around.run('flows')).toBe(2);
    expect(around.out()).toContain('code-review');
    expect(around.out()).not.toContain('database-review');
    expect(around.err()).toBe(`baton: own flows and personas have errors:\n${PROBLEM}\n`);
  });
});

test('baton personas marks own ones', async () => {
  expect(await around.run('personas')).toBe(0);
  expect(around.out()).toMatch(/^query-reviewer +Review +own +LensOutput$/m);
});

describe('baton flows check', () => {
  test('says what it has checked, and ends with 0 without errors', async () => {
    expect(await around.run('flows', 'check')).toBe(0);
    expect(around.out()).toBe('1 flow and 1 persona checked: no errors\n');
  });

  test('prints the place of each error as a linter does, and ends with 1', async () => {
    write('flows/db.yaml', `${BROKEN}skeptics: 0\n`.replace('data-stewart', 'query-reviewer'));
    write('personas/query-reviewer.md', PERSONA.replace('category: Review\n', ''));
    expect(await around.run('flows', 'check')).toBe(1);
    expect(around.out()).toBe(
      [
        "flows/db.yaml:5:1 error: skeptics is a whole number from 1 to 4: a flow can't skip the challenge of its findings",
        'personas/query-reviewer.md:2:1 error: category is missing',
        '1 flow and 1 persona checked: 2 errors',
        '',
      ].join('\n'),
    );
  });

  test('prints JSON', async () => {
    write('flows/db.yaml', BROKEN);
    expect(await around.run('flows', 'check', '--json')).toBe(1);
    expect(JSON.parse(around.out())).toEqual({
      ok: false,
      flows: 1,
      personas: 1,
      problems: [
        { file: 'flows/db.yaml', line: 4, column: 10, message: PROBLEM.slice(PROBLEM.indexOf('lenses.0')) },
      ],
    });
  });

  test('checks the files that are named, which may use configured personas', async () => {
    write('new.yaml', FLOW);
    write('flows/db.yaml', BROKEN);
    expect(await around.run('flows', 'check', 'new.yaml')).toBe(0);
    expect(around.out()).toBe('1 flow and 0 personas checked: no errors\n');
  });

  test('names a file elsewhere by its whole path', async () => {
    const path = join(temporaryFolder(), 'x.yaml');
    writeFileSync(path, 'name: x\n');
    expect(await around.run('flows', 'check', path)).toBe(1);
    expect(around.out()).toContain(`${path}:1:1 error: category is missing\n`);
  });

  test('refuses a path that is not there with 2', async () => {
    expect(await around.run('flows', 'check', 'gone')).toBe(2);
    expect(around.err()).toBe('baton: There is no file or folder gone.\n');
  });

  test('checks nothing where nothing is configured', async () => {
    write('baton.yaml', '');
    expect(await around.run('flows', 'check')).toBe(0);
    expect(around.out()).toBe('0 flows and 0 personas checked: no errors\n');
  });
});

describe('baton run', () => {
  test.each(['database-review', 'code-review'])('refuses %s while an own file has errors', async (flow) => {
    write('flows/db.yaml', BROKEN);
    expect(await around.run('run', flow, '--project', folder)).toBe(2);
    expect(around.err()).toBe(`baton: own flows and personas have errors:\n${PROBLEM}\n`);
    expect(around.service.requests).toEqual([]);
  });
});

test('commands that only read stored runs work while an own file has errors', async () => {
  write('flows/db.yaml', 'name: [');
  expect(await around.run('runs')).toBe(0);
});
