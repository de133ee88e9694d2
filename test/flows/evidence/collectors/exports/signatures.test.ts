import { describe, expect, it } from 'vitest';
import { breakOf } from '../../../../../flows/evidence/collectors/exports/signatures.ts';

describe('every old use fits', () => {
  it.each([
    [
      'TypeScript',
      'function save(file: File): void',
      'function save( file: File, mappings: Map<string, string> = new Map(), ): void',
    ],
    ['TypeScript', 'function f( a: A, b: B, ): void', 'function f(a: A, b: B): void'],
    ['TypeScript', 'function f(a: A)', 'function f(a: A): string'],
    ['TypeScript', 'function f(a: string)', 'function f(a: string | number)'],
    ['TypeScript', 'function f(): string | null', 'function f(): string'],
    ['TypeScript', 'function on(name: string)', 'function on(name: string, options?: { once: boolean })'],
    ['TypeScript', 'f = (a: number) =>', 'f = (a: number, done: () => void = noop) =>'],
    ['TypeScript', 'f = (a: number) =>', 'function f(a: number)'],
    ['TypeScript', 'interface A { a: string; }', 'interface A { a: string; b?: number; }'],
    ['TypeScript', 'interface A { a: string; }', 'interface A { a: string | null; }'],
    ['TypeScript', 'type A = B | C;', 'type A = | B | C | D;'],
    ['TypeScript', 'class A { open(a: string) }', 'class A implements B { open(a: string, b = 1); shut() }'],
    ['TypeScript', 'class A { constructor({ a, b }) }', 'class A { constructor({ a, c, b }) }'],
    ['TypeScript', 'function f(a?: { b: C })', 'function f(a?: { b: C; d?: E })'],
    ['TypeScript', 'class A { on<T>(a: B); on(a: C) }', 'class A { on<T>(a: B); on(a: C); on(a: D) }'],
    ['TypeScript', 'type A<T extends B = B> = { a: T };', 'type A<T extends B = B> = { a: T; b?: C };'],
    ['TypeScript', 'class A { open() }', 'class A { open(); private shut() }'],
    [
      'JavaScript',
      'function if_block(node, fn, elseif = false)',
      'function if_block(node, fn, [root, index] = [0, 0])',
    ],
    ['JavaScript', 'open(a)', 'open(b)'],
    ['Python', 'def load(path)', 'def load(path, *, strict=False)'],
    ['Python', 'def load(path)', 'def load(path: str | None, **options) -> int'],
    ['Python', 'def load(self, a, b=1)', 'def load(self, a, b=2, *args, c=3)'],
    ['Python', 'class Shop', 'class Shop(Base)'],
    ['Go', 'func F(a int) error', 'func F(a int, more ...Option) error'],
    ['Go', 'func F(a, b int) error', 'func F(first int, second int) error'],
    ['Go', 'Shop struct { Name string }', 'Shop struct { Name string; Size int }'],
    ['Java', 'public int open(int a)', 'public int open() || public int open(int a)'],
    [
      'Java',
      'public static abstract class A<T extends Date>',
      'public abstract static class A<T extends Date>',
    ],
    ['Java', 'public int open(final int a)', 'public int open(int first)'],
    ['PHP', 'public function open($a)', 'public function open(?string $a, $b = null): static'],
    ['PHP', 'public function open(string $a)', 'public function open(?string $a)'],
    ['C', 'int f(char *s)', 'LIB_API int f(const char *text)'],
    ['C', 'void *hi_calloc(size_t n)', 'static inline void *hi_calloc(size_t n)'],
    ['Ruby', 'module Protection', 'module Protection'],
    ['Rust', 'pub fn f(&self, a: u8) -> u8', 'pub fn f(&self, b: u8) -> u8'],
  ])('%s: `%s` to `%s`', (language, before, after) => {
    expect(breakOf(before, after, language)).toBeNull();
  });
});

describe('an old use no longer fits', () => {
  it.each([
    ['TypeScript', 'function f(a: A)', 'function f(a: A, b: number)', 'new required parameter b: number'],
    ['TypeScript', 'function f(a: A, b = 1)', 'function f(a: A)', 'parameter b = 1 is gone'],
    ['TypeScript', 'function f(a?: A)', 'function f(a: A)', 'parameter a: A is now required'],
    ['TypeScript', 'function f(a: A)', 'function f(a: B)', 'parameter a: A is now a: B'],
    [
      'TypeScript',
      'function f(): void',
      'function f(): Promise<void>',
      'returns Promise<void> instead of void',
    ],
    ['TypeScript', 'f = () =>', 'f = async () =>', 'is async now'],
    ['TypeScript', 'interface A { a: string; b: C; }', 'interface A { a: string; }', 'lost b'],
    ['TypeScript', 'interface A { a: string; }', 'interface A { a: string; b: C; }', 'grew by b: C'],
    [
      'TypeScript',
      'interface A { a: string; }',
      'interface A { a: number; }',
      'a: was a: string, is a: number',
    ],
    ['TypeScript', 'type A = B | C', 'type A = B | D | E', 'no longer takes C'],
    ['TypeScript', 'class A { open(a); shut() }', 'class A { open(a) }', 'lost shut'],
    [
      'TypeScript',
      'class A { constructor({ a, b }) }',
      'class A { constructor({ a }) }',
      'constructor: parameter { a, b } is now { a }',
    ],
    ['TypeScript', 'class Store extends Base { }', 'class Store { }', 'is class Store'],
    [
      'TypeScript',
      'default class A<T extends B = B> { open(a: T) }',
      'default class A<T extends B = B> { shut() }',
      'lost open',
    ],
    ['Python', 'def load(path)', 'def load(path, strict)', 'new required parameter strict'],
    ['Python', 'def load(path)', 'def load(name)', 'parameter path is gone'],
    ['Python', 'def load(a, b=1)', 'def load(a, *, b=1)', 'parameter b=1 is now keyword-only'],
    ['Python', 'def load(a)', 'async def load(a)', 'is async now'],
    [
      'Go',
      'func Start(addr string) error',
      'func Start(addr string, tls bool) error',
      'new required parameter tls bool',
    ],
    ['Go', 'func F() error', 'func F() (int, error)', 'returns (int, error) instead of error'],
    ['Go', 'Shop interface { Open() error }', 'Shop interface { Open() error; Shut() }', 'grew by Shut()'],
    ['Java', 'public int open(int a)', 'public long open(int a)', 'returns long instead of int'],
    ['Java', 'public class A extends B', 'public final class A extends B', 'is final now'],
    ['PHP', 'public function open($a = 1)', 'public function open($a)', 'parameter $a is now required'],
    [
      'C',
      'redisContext *connect(int fd)',
      'redisContext *connect(redisFD fd)',
      'parameter int fd is now redisFD fd',
    ],
    ['C', 'typedef struct s { int a; } s', 'typedef struct s { int a; char *b; } s', 'grew by char *b'],
    ['C', 'typedef struct s { int a; } s', 'typedef struct s { long a; } s', 'a: was int a, is long a'],
    ['Rust', 'pub struct A { pub a: u8 }', 'pub struct A { pub a: u8; pub b: u8 }', 'grew by pub b: u8'],
    ['Rust', 'pub fn f(a: u8)', 'pub fn f(a: u8, b: u8)', 'new required parameter b: u8'],
  ])('%s: `%s` to `%s`', (language, before, after, how) => {
    expect(breakOf(before, after, language)).toBe(how);
  });
});
