import { describe, expect, it } from 'vitest';
import { suitsOldCalls } from '../../../flows/rules/signatures.ts';

describe('old calls suit a changed declaration', () => {
  it.each([
    [
      'function save(file: File): void',
      'function save( file: File, mappings: Map<string, string> = new Map(), ): void',
    ],
    ['function if_block(node, fn, elseif = false)', 'function if_block(node, fn, [root, index] = [0, 0])'],
    ['def load(path)', 'def load(path, *, strict=False)'],
    ['def load(path)', 'def load(path, **options)'],
    ['function on(name: string)', 'function on(name: string, options?: { once: boolean })'],
    ['func (s *Server) Start(names ...string) error', 'func (s *Server) Start(names ...string) error'],
    ['class Store { constructor(file: File) {} }', 'class Store { constructor(file: File, mode = 1) {} }'],
  ])('when %s becomes %s', (before, after) => {
    expect(suitsOldCalls(before, after)).toBe(true);
  });

  it.each([
    ['function save(file: File): void', 'function save(file: File, mode: number): void'],
    ['function save(file: File): void', 'function save(file: File): Promise<void>'],
    ['function save(file: File, mode = 1): void', 'function save(file: File): void'],
    ['def load(path)', 'def load(path, strict)'],
    ['open(a: string)', 'open(b: string)'],
    ['func Start(addr string) error', 'func Start(addr string, tls bool) error'],
    ['class Store extends Base {}', 'class Store {}'],
    ['const LIMIT = 5', 'const LIMIT = 6'],
  ])('not when %s becomes %s', (before, after) => {
    expect(suitsOldCalls(before, after)).toBe(false);
  });
});
