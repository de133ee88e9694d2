import { describe, expect, it } from 'vitest';
import { harness } from './harness.ts';

const on = harness();
const secret = (text: string) => new Uint8Array([0, 255, ...Buffer.from(text)]);

describe('what an installation gave an adapter', () => {
  it('is kept byte for byte, the newest of each workspace', async () => {
    const { installations } = await on.runner();
    await installations.save('slack', 'T1', secret('old'));
    await installations.save('slack', 'T1', secret('new'));
    expect(await installations.load('slack', 'T1')).toEqual(secret('new'));
    expect(await installations.load('slack', 'T2')).toBeNull();
    await installations.remove('slack', 'T1');
  });

  it('is listed by platform until it is removed', async () => {
    const { installations } = await on.runner();
    await installations.save('slack', 'T1', secret('1'));
    await installations.save('slack', 'T2', secret('2'));
    await installations.save('discord', 'G1', secret('3'));
    expect(await installations.list('slack')).toEqual(['T1', 'T2']);
    await installations.remove('slack', 'T1');
    expect(await installations.list('slack')).toEqual(['T2']);
    expect(await installations.load('slack', 'T1')).toBeNull();
  });
});
