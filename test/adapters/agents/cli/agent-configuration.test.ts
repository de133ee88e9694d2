import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../setup/repositories.ts';
import { canConfine, confined, makeHomes } from './setting.ts';

/** What a confined process finds at these paths of the checkout. */
async function found(checkout: string, script: string): Promise<string> {
  const [program = '', ...args] = await confined.wrap(['sh', '-c', script], {
    checkout,
    home: makeHomes(),
    visible: [],
    sockets: null,
  });
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
}

describe.runIf(canConfine)('the checkout’s own configuration for agents', () => {
  it('is not there for a confined agent, and the rest is', async () => {
    const checkout = makeFolder({
      '.opencode/plugin/evil.js': 'evil',
      '.claude/settings.json': '{}',
      'opencode.json': '{"mcp":{}}',
      'notes.txt': 'kept',
    });
    const script =
      'ls -A .opencode .claude; cat opencode.json notes.txt; touch .opencode/x 2>&1 | grep -o "Read-only"';
    expect(await found(checkout, script)).toBe('.claude:\n\n.opencode:\nkeptRead-only');
  });

  it('is not there either where it is a link to a place inside', async () => {
    const checkout = makeFolder({
      'tools/plugin/evil.js': 'evil',
      '.opencode': { link: 'tools' },
    });
    expect(await found(checkout, 'ls -A .opencode tools')).toBe('.opencode:\n\ntools:');
  });

  it('keeps an agent from being started where it is a link to a place outside', async () => {
    const checkout = makeFolder({
      '.opencode': { link: '/proc/self/cwd/evil' },
      'evil/plugin/evil.js': 'evil',
    });
    await expect(found(checkout, 'true')).rejects.toMatchObject({ code: 'linked_configuration' });
  });
});
