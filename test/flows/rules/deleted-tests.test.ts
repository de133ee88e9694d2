import { describe, expect, it } from 'vitest';
import type { ScopeFile } from '../../../flows/contracts/evidence-pack.ts';
import { deletedTest } from '../../../flows/rules/deleted-tests.ts';
import { viewOf } from '../../../flows/rules/rule.ts';
import { changeOf, fact, file, packOf, scopeOf } from './fact-builder.ts';

const deleted = (path: string, role: ScopeFile['role'] = 'test') =>
  fact('diff', { path, subject: 'deleted', value: 40, data: { added: 0, deleted: 40, role, risk: 0 } });

/** What is said of a change that deletes the first file, where the others are there at the head. */
const titles = (path: string, ...head: ScopeFile[]) => {
  const pack = packOf(deleted(path));
  const view = viewOf(pack, scopeOf(pack, { ...changeOf([[path, 1, 1]]), files: head }));
  return deletedTest.apply(view).map(({ title }) => title);
};

describe('a deleted test', () => {
  it.each([
    ['test/cart.test.ts', 'src/cart.ts'],
    ['tests/test_cart.py', 'shop/cart.py'],
    ['spec/cart_spec.rb', 'lib/cart.rb'],
    ['src/test/java/CartTest.java', 'src/main/java/Cart.java'],
    ['test/cart.js', 'lib/cart.js'],
  ])('is told while its subject stays: %s of %s', (path, subject) => {
    expect(titles(path, file(subject))).toEqual([`Deleted test: ${path} (40 lines)`]);
  });

  it('is counted with others', () => {
    const pack = packOf(deleted('test/cart.test.ts'), deleted('test/order.test.ts'));
    const files = [file('src/cart.ts'), file('src/order.ts')];
    const view = viewOf(pack, scopeOf(pack, { ...changeOf([]), files }));
    expect(deletedTest.apply(view)[0]?.title).toBe('2 deleted test files, for example test/cart.test.ts');
  });

  it('is no finding when its subject went too', () => {
    expect(titles('test/cart.test.ts', file('src/order.ts'))).toEqual([]);
  });

  it('is no finding when its subject went, and another file has the name', () => {
    const pack = packOf(deleted('test/cart.test.ts'), deleted('lib/cart.ts', 'src'));
    const view = viewOf(pack, scopeOf(pack, { ...changeOf([]), files: [file('lib/shop/cart.ts')] }));
    expect(deletedTest.apply(view)).toEqual([]);
  });

  it('is no finding when another test has its name', () => {
    expect(titles('test/cart.test.ts', file('src/cart.ts'), file('test/unit/cart.spec.ts', 'test'))).toEqual(
      [],
    );
  });

  it('is none where many files have the name', () => {
    expect(titles('test/index.test.ts', file('src/index.ts'))).toEqual([]);
  });

  it('is none of a file that is no test', () => {
    const pack = packOf(deleted('src/old/cart.ts', 'src'));
    const view = viewOf(pack, scopeOf(pack, { ...changeOf([]), files: [file('src/cart.ts')] }));
    expect(deletedTest.apply(view)).toEqual([]);
  });
});
