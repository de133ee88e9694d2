/** Where a repository has the words of a request. */
import { describe, expect, it } from 'vitest';
import { alikeParts, isCommon, wordsOfRequest } from '../../../flows/catalogue/request-facts.ts';
import type { EvidencePack, Fact, Totals } from '../../../flows/contracts/evidence-pack.ts';
import { fact, file, packOf, scopeOf } from '../rules/fact-builder.ts';

const packWith = (totals: Totals, ...facts: readonly Fact[]): EvidencePack => ({
  ...packOf(...facts),
  totals,
});

const mention = (path: string, ...words: string[]): Fact =>
  fact('mention', { path, line: 3, quote: 'a line', data: { what: 'code', words, sha: null } });

describe('the words of a request', () => {
  it('come in the order of the text, with the files that have them and the best lines', () => {
    const pack = packWith(
      { 'mention:invoice': 2, 'mention:download': 0 },
      mention('src/bill.ts', 'invoice'),
      mention('src/other.ts', 'another'),
    );
    const words = wordsOfRequest(pack, 'Download an invoice');
    expect(words.map(({ word, files, best }) => [word, files, best.map(({ path }) => path)])).toEqual([
      ['download', 0, []],
      ['invoice', 2, ['src/bill.ts']],
    ]);
  });

  it('are not told where nobody counted them', () => {
    expect(wordsOfRequest(packOf(), 'Download an invoice')).toEqual([]);
  });

  it('say nothing of where to look if more than a fifth of the files has them', () => {
    const scope = scopeOf(packOf(), { files: Array.from({ length: 100 }, (_, at) => file(`src/${at}.ts`)) });
    expect([20, 21].map((files) => isCommon({ files }, scope))).toEqual([false, true]);
  });
});

describe('parts with similar names', () => {
  const pack = packWith(
    { 'mention:export': 2, 'mention:orders': 1, 'mention:server': 90 },
    fact('routes', {
      path: 'src/web.ts',
      line: 4,
      subject: 'GET /orders/export',
      data: { method: 'GET', route: '/orders/export', handler: null, guards: [], health: false },
    }),
    fact('routes', {
      path: 'src/web.ts',
      line: 9,
      subject: 'GET /users',
      data: { method: 'GET', route: '/users', handler: null, guards: [], health: false },
    }),
    fact('exports', { path: 'src/orders.ts', value: 2, data: { symbols: ['openOrders', 'startServer'] } }),
    fact('env', { path: 'src/env.ts', line: 1, subject: 'EXPORT_DIR', data: { required: false, uses: 1 } }),
    fact('command', { path: 'package.json', line: 7, subject: 'run', value: 'npm run export', data: {} }),
  );
  const files = [
    file('test/orders.test.ts', 'test'),
    ...Array.from({ length: 99 }, (_, at) => file(`src/${at}.ts`)),
  ];
  const parts = (request: string): string[] =>
    alikeParts(pack, scopeOf(pack, { files }), request).map(({ kind, name }) => `${kind} ${name}`);

  it('are those with rare words in their names, the best first', () => {
    expect(parts('Export orders of the server')).toEqual([
      'route GET /orders/export',
      'export openOrders',
      'command npm run export',
      'test orders.test.ts',
      'variable EXPORT_DIR',
    ]);
  });

  it('are none for words that are everywhere, or nowhere', () => {
    expect(parts('The server of invoices')).toEqual([]);
  });
});
