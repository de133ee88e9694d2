import { describe, expect, it } from 'vitest';
import { createOutageLog } from '../../../runner/store/outage-log.ts';

const coded = (code: string) => Object.assign(new Error(`failed with ${code}`), { code });

function outageLog() {
  const lines: string[] = [];
  const clock = { ms: 0 };
  return {
    lines,
    clock,
    outages: createOutageLog(
      (line) => lines.push(line),
      () => clock.ms,
    ),
  };
}

describe('the outages of a process', () => {
  it('are logged once for each cause, and once when they are over', () => {
    const { lines, outages } = outageLog();
    for (let tries = 0; tries < 3; tries++) outages.failed('step a', coded('53100'));
    outages.failed('step b', coded('53100'));
    outages.recovered('step a');
    outages.recovered('step b');
    expect(lines).toEqual([
      expect.stringContaining(
        'the database cannot store: no space left on device (53100: failed with 53100); waiting',
      ),
      'the database can store again; going on',
    ]);
  });

  it('show the gravest of those that last, and say when it changes', () => {
    const { lines, outages } = outageLog();
    outages.failed('reaper', coded('57P03'));
    outages.failed('step a', coded('25006'));
    expect(outages.current()).toMatchObject({ cause: 'read_only' });
    outages.recovered('step a');
    expect(outages.current()).toMatchObject({ cause: 'away' });
    expect(lines.map((line) => line.slice(0, 30))).toEqual([
      'the database cannot be reached',
      'the database is read-only (250',
      'the database cannot be reached',
    ]);
  });

  it('in which it can be read last until what failed works, others until it answers', () => {
    const { outages } = outageLog();
    outages.failed('step a', coded('53100'));
    outages.failed('reaper', coded('ECONNREFUSED'));
    outages.answered();
    expect(outages.current()).toMatchObject({ cause: 'full' });
    outages.recovered('step a');
    expect(outages.current()).toBeNull();
  });

  it('are forgotten when nobody meets them again', () => {
    const { clock, outages } = outageLog();
    outages.failed('requests', coded('53100'));
    clock.ms = 16_000;
    expect(outages.current()).toBeNull();
  });

  it('of a request are over when something else was stored, those of who tries again are not', () => {
    const { outages } = outageLog();
    outages.failed('requests', coded('53100'));
    outages.stored();
    expect(outages.current()).toBeNull();
    outages.failed('step a', coded('53100'));
    outages.stored();
    expect(outages.current()).toMatchObject({ cause: 'full' });
  });

  it('are none of what else goes wrong', () => {
    const { lines, outages } = outageLog();
    outages.failed('reaper', new TypeError('x is not a function'));
    expect([outages.current(), lines]).toEqual([null, []]);
  });
});
