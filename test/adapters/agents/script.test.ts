import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScript } from '../../../adapters/agents/script.ts';

describe('loading a script', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-script-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function load(text: string) {
    const path = join(folder, 'script.json');
    await writeFile(path, text);
    return loadScript(path);
  }

  it('accepts every form of pattern and every field', async () => {
    const script = {
      default: { delay_ms: 200 },
      '@skeptic': { delay_ms: 3000 },
      'tech-debt/*': { fault: 'rate_limit', times: 1 },
      '*/synth': { answer: 'text' },
      'code-review/lens:security': { answer: { findings: [] }, delay_ms: 0, fault: 'hang', times: 1 },
    };
    expect(await load(JSON.stringify(script))).toEqual(script);
  });

  it('names a file that is not there', async () => {
    await expect(loadScript(join(folder, 'none.json'))).rejects.toMatchObject({
      kind: 'refused',
      code: 'bad_script',
      message: expect.stringContaining('none.json'),
    });
  });

  for (const [what, text, line] of [
    ['a trailing comma', '{\n  "default": {},\n}', 3],
    ['a bare word', '{\n  "nope": 1,\n  "default": nope\n}', 3],
    ['a bare word far inside', `{\n  "@a": {"answer": "${'x'.repeat(99)}"},\n\n  "@b": nope}`, 4],
    ['an early end', '{\n  "default": {', 2],
    ['a missing comma', '{"@a": {}\n"@b": {}}', 2],
  ] as const) {
    it(`names the line of ${what}`, async () => {
      await expect(load(text)).rejects.toThrow(`is not JSON: line ${line}: `);
    });
  }

  it('names an unknown fault, its place and the faults there are', async () => {
    await expect(load('{"@skeptic": {"fault": "explode"}}')).rejects.toThrow(/@skeptic\.fault: .*"hang"/);
  });

  it('names a field that it does not know', async () => {
    await expect(load('{"default": {"delay": 5}}')).rejects.toThrow(/default: .*"delay"/);
  });

  it('names a pattern that is none', async () => {
    await expect(load('{"tech-debt": {}}')).rejects.toThrow(/tech-debt: a pattern is flow\/step/);
  });

  it('refuses a list', async () => {
    await expect(load('[]')).rejects.toThrow(/the file: /);
  });
});
