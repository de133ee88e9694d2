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
    for (let tries = 0; tries < 3; tries++) outages.met('step a', coded('53100'));
    outages.met('step b', coded('53100'));
    outages.over('step a');
    outages.over('step b');
    expect(lines).toEqual([
      expect.stringContaining(
        'the database cannot store: no space left on device (53100: failed with 53100); waiting',
      ),
      'the database can store again; going on',
    ]);
  });

  it('show the gravest of those that last, and say when it changes', () => {
    const { lines, outages } = outageLog();
    outages.met('reaper', coded('57P03'));
    outages.met('step a', coded('25006'));
    expect(outages.current()).toMatchObject({ cause: 'read_only' });
    outages.over('step a');
    expect(outages.current()).toMatchObject({ cause: 'away' });
    expect(lines.map((line) => line.slice(0, 30))).toEqual([
      'the database cannot be reached',
      'the database is read-only (250',
      'the database cannot be reached',
    ]);
  });

  it('in which it can be read last until what failed works, others until it answers', () => {
    const { outages } = outageLog();
    outages.met('step a', coded('53100'));
    outages.met('reaper', coded('ECONNREFUSED'));
    outages.answered();
    expect(outages.current()).toMatchObject({ cause: 'full' });
    outages.over('step a');
    expect(outages.current()).toBeNull();
  });

  it('are forgotten when nobody meets them again', () => {
    const { clock, outages } = outageLog();
    outages.met('requests', coded('53100'));
    clock.ms = 16_000;
    expect(outages.current()).toBeNull();
  });

  it('of a request are over when something else was stored, those of who tries again are not', () => {
    const { outages } = outageLog();
    outages.met('requests', coded('53100'));
    outages.stored();
    expect(outages.current()).toBeNull();
    outages.met('step a', coded('53100'));
    outages.stored();
    expect(outages.current()).toMatchObject({ cause: 'full' });
  });

  it('are none of what else goes wrong', () => {
    const { lines, outages } = outageLog();
    outages.met('reaper', new TypeError('x is not a function'));
    expect([outages.current(), lines]).toEqual([null, []]);
  });
});
