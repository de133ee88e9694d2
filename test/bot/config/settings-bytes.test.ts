/** Settings files as editors, shells and accidents leave them: read, or refused with the file's name and what to do. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../../bot/config/config.ts';
import { messageOf } from '../../../runner/core/errors.ts';
import { temporaryFolder } from '../surroundings.ts';

function load(folder: string): Config {
  return loadConfig({
    variables: { BATON_CONFIG: folder, BATON_HOME: join(folder, 'home') },
    currentDirectory: folder,
    batonFolder: folder,
  });
}

/** The message with which a file of these bytes is refused. */
function refusal(name: string, bytes: Buffer | string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), bytes);
  try {
    load(folder);
  } catch (error) {
    const message = messageOf(error);
    expect(message).toContain(name);
    return message;
  }
  throw new Error(`${name} was accepted`);
}

const TEXTS = { '.env': 'PORT=4000\nHOST=127.0.0.1\n', 'baton.yaml': 'keep_days: 7\n' } as const;
const NAMES = ['.env', 'baton.yaml'] as const;
const be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe.each(NAMES)('%s', (name) => {
  const text = TEXTS[name];

  test.each([
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE with a mark', be(`\ufeff${text}`)],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE without a mark', be(text)],
  ])('in %s is refused, with the advice to save it as UTF-8', (_case, bytes) => {
    expect(refusal(name, bytes)).toMatch(/is UTF-16 text, as Notepad .* write it\. Save it as UTF-8\.$/);
  });

  test('in Latin-1 is refused with the line', () => {
    const bytes = Buffer.from(`# one\n# caf\xe9\n${text}`, 'latin1');
    expect(refusal(name, bytes)).toMatch(/is no UTF-8 text: line 2 holds a byte of another encoding/);
  });

  test('with a NUL byte is refused with the line', () => {
    expect(refusal(name, `${text}#\n# a\0b\n`)).toMatch(/holds a NUL byte on line \d, so it is no text file/);
  });

  test('of more than a mebibyte is refused', () => {
    expect(refusal(name, `${text}${'# x\n'.repeat(300_000)}`)).toContain('is larger than 1 MiB');
  });

  test('that is a folder is refused', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, name));
    expect(() => load(folder)).toThrow(`${name} is a folder. Replace it with a text file.`);
  });

  test('that is a named pipe is refused instead of waited for', () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, name)]);
    expect(() => load(folder)).toThrow(`${name} is a named pipe. Replace it with a text file.`);
  });

  test('that is a link to nothing is refused', () => {
    const folder = temporaryFolder();
    symlinkSync('/no/where', join(folder, name));
    expect(() => load(folder)).toThrow(/Can't read .*ENOENT.*Make it readable for the user that runs Baton/);
  });

  test.skipIf(process.getuid?.() === 0)('that this user may not read is refused', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0);
    expect(() => load(folder)).toThrow(/Can't read .*EACCES/);
  });

  test.each([
    ['with a byte order mark', `\ufeff${text}`],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with umlauts in UTF-8', `# für\n${text}`],
  ])('%s is read', (_case, content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), content);
    expect(load(folder)).toMatchObject(
      name === '.env' ? { environment: { PORT: 4000 } } : { settings: { keep_days: 7 } },
    );
  });

  test.each(['', '\n', '\ufeff', '# nothing yet\r\n'])('%j holds no settings', (content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), content);
    expect(load(folder)).toMatchObject({ environment: { PORT: 3000 }, settings: { keep_days: 90 } });
  });
});

describe('baton.yaml', () => {
  test.each([
    ['a key given twice', 'keep_days: 7\nkeep_days: 8\n', /baton\.yaml:2: Map keys must be unique/],
    ['a tab as indentation', 'limits:\n\tidle_seconds: 5\n', /baton\.yaml:2: Tabs are not allowed/],
    ['a tag that has no effect', 'keep_days: !env DAYS\n', /baton\.yaml:1: Unresolved tag: !env/],
    ['two documents', 'keep_days: 7\n---\nkeep_days: 8\n', /baton\.yaml:\d: .*multiple documents/],
    ['nesting without end', '['.repeat(20_000), /baton\.yaml.*(nested too deeply|Flow sequence)/],
  ])('with %s is refused', (_case, text, message) => {
    expect(refusal('baton.yaml', text)).toMatch(message);
  });

  test('with aliases that multiply is refused without expanding them', () => {
    const levels = Array.from({ length: 12 }, (_, at) => {
      const items = at === 0 ? Array(10).fill('x') : Array(10).fill(`*l${at - 1}`);
      return `l${at}: &l${at} [${items.join(', ')}]`;
    });
    expect(refusal('baton.yaml', levels.join('\n'))).toMatch(/Excessive alias count/);
  });
});

describe('.env', () => {
  test.each([
    ['PORT 4000', 1, 'is no assignment'],
    ['# fine\nPORT: 4000', 2, 'is no assignment'],
    ['$env:PORT = "4000"', 1, 'is no assignment'],
    ['set PORT=4000', 1, 'is no assignment'],
    ['PORT', 1, 'is no assignment'],
    ['BATON_SECRET_KEY="abc\nPORT=4000\n', 1, 'mark before the value of BATON_SECRET_KEY is not closed'],
    ['BATON_SECRET_KEY="abc\nHOST="::1"\n', 1, 'mark before the value of BATON_SECRET_KEY is not closed'],
  ])('%j is refused with its line', (text, line, fault) => {
    const message = refusal('.env', text);
    expect(message).toMatch(new RegExp(`\\.env:${line}: .*${fault}`));
    expect(message).not.toMatch(/4000|abc/);
  });

  test('may hold a value of several lines between quotation marks', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'TLS_KEY="-----\nabc==\n-----"\nexport PORT=4000 # here\n');
    expect(load(folder).environment.PORT).toBe(4000);
  });
});
