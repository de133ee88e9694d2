import { describe, expect, it } from 'vitest';
import { displayPath, rawPath } from '../../../adapters/git/quoted-path.ts';

const bytes = (path: string) => {
  const raw = rawPath(path);
  return typeof raw === 'string' ? Buffer.from(raw) : raw;
};

describe('a file name', () => {
  it('stands for itself when it can be printed', () => {
    for (const name of ['a.ts', 'a b/ü.ts', 'back\\slash', 'mid"quote', ':(glob)*', '👩‍💻.md']) {
      expect(displayPath(Buffer.from(name))).toBe(name);
    }
  });

  it('is quoted as git does when it cannot', () => {
    expect(displayPath(Buffer.from('a\xc3b', 'latin1'))).toBe('"a\\303b"');
    expect(displayPath(Buffer.from('a\tb\n\x01"\\'))).toBe('"a\\tb\\n\\001\\"\\\\"');
    expect(displayPath(Buffer.from('\u202egpj.exe'))).toBe('"\\342\\200\\256gpj.exe"');
  });

  it('comes back as the same bytes, whatever it is', () => {
    for (let seed = 1; seed < 2_000; seed++) {
      const raw = Buffer.from(
        Array.from({ length: 1 + (seed % 7) }, (_, at) => (seed * (at + 3) * 2_654_435_761) >>> 24),
      );
      expect(bytes(displayPath(raw)), raw.toString('hex')).toEqual(raw);
    }
  });

  it('that looks quoted is not taken for another one', () => {
    const looks = Buffer.from('"a\\303b"');
    expect(bytes(displayPath(looks))).toEqual(looks);
    expect(rawPath('"unfinished')).toBe('"unfinished');
  });
});
