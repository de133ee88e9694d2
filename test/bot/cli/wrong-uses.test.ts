import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../bot/config/config.ts';
import { surroundings, temporaryFolder } from '../surroundings.ts';

describe('a wrong use is refused with exit code 2, one line, and no run', () => {
  test.each([
    [['rnu'], 'There is no command "rnu". Did you mean run or runs?'],
    [['zzzzz'], 'There is no command "zzzzz". List them with: baton help'],
    [['code-review'], 'code-review is a flow. Run it with: baton run code-review'],
    [['--fast'], 'There is no command "--fast". List them with: baton help'],
    [['run'], 'baton run needs <flow>. See: baton run --help'],
    [['run', 'code-reviw'], 'There is no flow "code-reviw". Did you mean code-review?'],
    [['run', 'nonsense'], 'There is no flow "nonsense". There are: code-review, tech-debt.'],
    [['run', 'code-review', '--focs', 'x'], 'baton run has no option --focs. Did you mean --focus?'],
    [['run', 'code-review', '--mode', 'act'], 'baton run has no option --mode. Did you mean --model?'],
    [['run', 'code-review', '--size', 'huge'], '--size is small, medium or large, not "huge".'],
    [['run', 'code-review', '--size'], '--size needs a value: --size SIZE.'],
    [
      ['run', 'code-review', '--focus', '--fast'],
      '--focus needs a value: --focus TEXT. If "--fast" is the value, write --focus=--fast.',
    ],
    [['run', 'code-review', '--fast=no'], '--fast is a switch and takes no value.'],
    [['run', 'code-review', '--base', 'a', '--base', 'b'], '--base is given twice.'],
    [
      ['run', 'code-review', 'error', 'handling'],
      'baton run does not know what to do with "error" "handling". A focus of several words goes in quotes: --focus "…". See: baton run --help',
    ],
    [['run', 'code-review', '--focus', '  '], '--focus is blank: --focus TEXT.'],
    [
      ['run', 'code-review', '--project', 'shpo'],
      'There is no project or folder "shpo". No projects are configured in baton.yaml.',
    ],
    [['run', 'code-review', '--path', '../else/**'], '--path "../else/**" is not inside FOLDER.'],
    [
      ['run', 'code-review', '--out', 'a-file/x'],
      "--out names FOLDER/a-file/x, which can't be a folder: FOLDER/a-file is a file.",
    ],
    [['run', 'code-review', '--out', ''], '--out is blank: --out DIR.'],
    [['run', 'code-review', '--out=  '], '--out is blank: --out DIR.'],
    [['run', 'code-review', '--out', 'a\0b'], '--out holds a NUL character: --out DIR.'],
    [
      ['run', 'code-review', '--out', 'a-file'],
      "--out names FOLDER/a-file, which can't be a folder: it is a file.",
    ],
    [
      ['run', 'code-review', '--out', '.git/report'],
      '--out names FOLDER/.git/report, which is inside a .git folder. Name a folder outside it.',
    ],
    [
      ['run', 'code-review', '--out', 'full'],
      '--out names FOLDER/full, but FOLDER/full/report.md is a folder.',
    ],
    [['run', 'code-review', '--project', ''], '--project is blank: --project PATH|ID|URL.'],
    [['run', 'code-review', '--path', ''], '--path is blank: --path GLOB.'],
    [['run', 'code-review', '--base', ' '], '--base is blank: --base REF.'],
    [['run', 'code-review', '--model', ''], '--model is blank: --model MODEL.'],
    [['retry', '1a2b', '--out', ''], '--out is blank: --out DIR.'],
    [['export', '1a2b', '--out', ''], '--out is blank: --out FILE.'],
    [
      ['export', '1a2b', '--out', 'a-file/'],
      "--out names FOLDER/a-file, which can't be a file: FOLDER/a-file is no folder.",
    ],
    [['export', '1a2b', '--format', 'pdf'], '--format is md, html, json or sarif, not "pdf".'],
    [
      ['export', '1a2b', '--json', '--format', 'html'],
      '--json and --format html name two formats. Leave one of them out.',
    ],
    [
      ['export', '1a2b', '--out', 'a-file/x'],
      "--out names FOLDER/a-file/x, which can't be a file: FOLDER/a-file is no folder.",
    ],
    [['show', ''], '<id> is blank. See: baton show --help'],
    [
      ['run', 'code-review', '--post-to', '#general'],
      '--post-to is <platform>:<channel id> or <platform>:<workspace id>/<channel id>, not "#general".',
    ],
    [['runs', '--limit', '0'], '--limit is a number from 1 to 100, not "0".'],
    [['show', '1a2b'], 'No run begins with 1a2b.'],
    [['export', '1a2b'], 'No run begins with 1a2b.'],
    [['cancel', '1a2b'], 'No run begins with 1a2b.'],
    [['retry', '1a2b'], 'No run begins with 1a2b.'],
    [['show'], 'baton show needs <id>. See: baton show --help'],
    [['start', '--role', 'boss'], '--role is all, bot or worker, not "boss".'],
    [['flows', 'all'], 'baton flows does not know what to do with "all". See: baton flows --help'],
    [['version', '--jsno'], 'baton version has no option --jsno. See: baton version --help'],
    [['help', 'rnu'], 'There is no command "rnu". Did you mean run or runs?'],
  ])('baton %j', async (argv, message) => {
    const around = surroundings();
    writeFileSync(join(around.folder, 'a-file'), '');
    mkdirSync(join(around.folder, 'full', 'report.md'), { recursive: true });
    const before = readdirSync(around.folder, { recursive: true }).sort();
    expect(await around.run(...argv)).toBe(2);
    expect(around.err()).toBe(`baton: ${message.replaceAll('FOLDER', around.folder)}\n`);
    expect(around.out()).toBe('');
    expect(around.service.requests).toEqual([]);
    expect(readdirSync(around.folder, { recursive: true }).sort()).toEqual(before);
  });

  test.each(['/proc/report', '/dev/null/report', '/sys/report', `/tmp/${'x'.repeat(300)}`])(
    '--out %s, where no folder can be made, is refused before there is a run',
    async (out) => {
      const around = surroundings();
      expect(await around.run('run', 'code-review', '--out', out)).toBe(2);
      expect(around.err()).toMatch(/^baton: --out names \S+, which can't be (written to|a folder): /);
      expect(around.service.requests).toEqual([]);
    },
  );

  test('a server that anyone could reach without a token does not start', async () => {
    const around = surroundings({ variables: { HOST: '0.0.0.0' } });
    expect(await around.run('start')).toBe(2);
    expect(around.err()).toMatch(/^baton: HOST=0\.0\.0\.0 would let anyone .* Set BATON_API_TOKEN/);
  });

  test('a configuration that can not be used names the file and the line', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'baton.yaml'), '\nrots: []\n');
    const config = () =>
      loadConfig({ variables: { BATON_HOME: home }, currentDirectory: home, batonFolder: home });
    const around = surroundings({ config });
    expect(await around.run('runs')).toBe(2);
    expect(around.err()).toBe(
      'baton: baton.yaml:2: "rots" is not a key that Baton knows; did you mean "roots"?\n',
    );
  });
});

describe("trouble that is not the person's", () => {
  test('a broken environment is exit code 1', async () => {
    const around = surroundings();
    around.service.databaseUp = false;
    const { BatonError } = await import('../../../runner/core/errors.ts');
    const down = surroundings({
      wiring: {
        openService: async () => {
          throw new BatonError('environment', 'database_down', 'The database does not answer.');
        },
      },
    });
    expect(await down.run('runs')).toBe(1);
    expect(down.err()).toBe('baton: The database does not answer.\n');
  });

  test('a bug is one line, and its stack only with --verbose', async () => {
    const wiring = {
      openService: async () => {
        throw new TypeError('x is undefined');
      },
    };
    const quiet = surroundings({ wiring });
    expect(await quiet.run('runs')).toBe(1);
    expect(quiet.err()).toBe(
      'baton: something went wrong inside Baton: x is undefined. Add --verbose to see where.\n',
    );
    const verbose = surroundings({ wiring });
    expect(await verbose.run('runs', '--verbose')).toBe(1);
    expect(verbose.err()).toContain('at ');
  });
});

describe('help', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('baton %j lists the commands', async (argv) => {
    const around = surroundings();
    expect(await around.run(...argv)).toBe(0);
    expect(around.out()).toContain('Usage: baton <command> [options]');
    expect(around.err()).toBe('');
  });

  test.each([
    'run',
    'start',
    'flows',
    'personas',
    'runs',
    'show',
    'export',
    'cancel',
    'retry',
    'doctor',
    'help',
    'version',
  ])('baton %s --help teaches by examples, with no other argument needed', async (name) => {
    const around = surroundings();
    expect(await around.run(name, '--help')).toBe(0);
    expect(around.out()).toMatch(new RegExp(`Usage: baton ${name} [\\s\\S]*Examples\\n  \\S*\\s*.*baton`));
  });

  test('needs no usable configuration, and neither does the version', async () => {
    const config = () => {
      throw new Error('not to be read');
    };
    for (const argv of [['help'], ['version'], ['run', '--help'], ['--version']]) {
      expect(await surroundings({ config }).run(...argv)).toBe(0);
    }
  });
});
