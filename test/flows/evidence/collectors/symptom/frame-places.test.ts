/** Which file of a commit a frame's path means. */
import { describe, expect, it } from 'vitest';
import { fileIndex, placeFrames } from '../../../../../flows/evidence/collectors/symptom/frame-places.ts';
import type {
  PrintedFrame,
  TraceLanguage,
} from '../../../../../flows/evidence/collectors/symptom/trace-formats.ts';

const FILES = fileIndex([
  'index.js',
  'src/db/pool.ts',
  'src/cart.ts',
  'packages/api/src/routes/orders.ts',
  'packages/api/src/index.ts',
  'packages/web/src/index.ts',
  'packages/web/src/page.tsx',
  'lib/shop/cart.rb',
  'src/shop/app.py',
  'core/src/main/java/com/shop/Cart.java',
  'pkg/shop/cart.go',
  'src/Cart.php',
]);
const OWN = new Map([
  ['shop', ''],
  ['@shop/api', 'packages/api/'],
  ['example.com/shop', ''],
  ['acme/shop', ''],
]);

const frame = (file: string, language: TraceLanguage = 'JavaScript'): PrintedFrame => ({
  ...{ language, file, line: 1, column: null, name: null, code: null },
});
const placed = (...frames: readonly PrintedFrame[]): string[] =>
  placeFrames(frames, FILES, OWN).map((place) => {
    if (place.state === 'found')
      return `${place.compiled ? 'source ' : ''}${place.path}${place.version === null ? '' : ` (${place.version})`}`;
    return place.state === 'foreign' ? `of ${place.of}` : place.state;
  });

describe('the file of a frame', () => {
  it.each([
    ['src/cart.ts', 'JavaScript', 'src/cart.ts'],
    ['./src/cart.ts', 'JavaScript', 'src/cart.ts'],
    ['/app/src/cart.ts', 'JavaScript', 'src/cart.ts'],
    ['/usr/src/app/src/cart.ts', 'JavaScript', 'src/cart.ts'],
    ['/home/ann/work/shop/src/db/pool.ts', 'JavaScript', 'src/db/pool.ts'],
    ['C:\\work\\shop\\src\\cart.ts', 'JavaScript', 'src/cart.ts'],
    ['file:///app/src/cart.ts', 'JavaScript', 'src/cart.ts'],
    ['webpack-internal:///./src/cart.ts', 'JavaScript', 'src/cart.ts'],
    ['webpack://shop/./src/cart.ts?a1b2', 'JavaScript', 'src/cart.ts'],
    ['http://localhost:5173/src/cart.ts?t=17', 'JavaScript', 'src/cart.ts'],
    ['/app/index.js', 'JavaScript', 'index.js'],
    ['/app/src/routes/orders.ts', 'JavaScript', 'packages/api/src/routes/orders.ts'],
    ['/app/dist/cart.js', 'JavaScript', 'source src/cart.ts'],
    ['/app/packages/web/dist/page.js', 'JavaScript', 'source packages/web/src/page.tsx'],
    [
      '/x/node_modules/@shop/api/dist/routes/orders.js',
      'JavaScript',
      'source packages/api/src/routes/orders.ts',
    ],
    ['/x/node_modules/pg/lib/client.js', 'JavaScript', 'of pg'],
    ['/x/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/client.js', 'JavaScript', 'of pg'],
    ['node:internal/process/task_queues', 'JavaScript', 'of Node.js'],
    ['events.js', 'JavaScript', 'of Node.js'],
    ['/app/src/index.ts', 'JavaScript', 'ambiguous'],
    ['/app/src/other.ts', 'JavaScript', 'missing'],
    ['com/shop/Cart.java', 'JVM', 'core/src/main/java/com/shop/Cart.java'],
    ['org/other/Cart.java', 'JVM', 'missing'],
    ['java/util/ArrayList.java', 'JVM', 'of the standard library'],
    ['/usr/lib/python3.12/site-packages/shop/app.py', 'Python', 'src/shop/app.py'],
    ['/usr/lib/python3.12/site-packages/flask/app.py', 'Python', 'of flask'],
    ['/usr/lib/python3.12/json/decoder.py', 'Python', "of Python's standard library"],
    ['/b/gems/shop-1.4.3/lib/shop/cart.rb', 'Ruby', 'lib/shop/cart.rb (1.4.3)'],
    ['/b/gems/rack-3.0.1/lib/rack/head.rb', 'Ruby', 'of rack 3.0.1'],
    ['/go/pkg/mod/example.com/shop@v1.2.0/pkg/shop/cart.go', 'Go', 'pkg/shop/cart.go (v1.2.0)'],
    ['/usr/local/go/src/net/http/server.go', 'Go', "of Go's standard library"],
    ['/var/www/html/src/Cart.php', 'PHP', 'src/Cart.php'],
    ['/var/www/html/vendor/acme/shop/src/Cart.php', 'PHP', 'src/Cart.php'],
    ['/var/www/html/vendor/monolog/monolog/src/Logger.php', 'PHP', 'of monolog/monolog'],
    ['/rustc/abc123/library/core/src/option.rs', 'Rust', "of Rust's standard library"],
  ] as const)('%s (%s) is %s', (file, language, expected) => {
    expect(placed(frame(file, language))).toEqual([expected]);
  });

  it('at the root is known by the folder that other frames show', () => {
    expect(placed(frame('/data/x9/src/cart.ts'), frame('/data/x9/index.js'))).toEqual([
      'src/cart.ts',
      'index.js',
    ]);
    expect(placed(frame('/data/x9/lib/index.js'))).not.toEqual(['index.js']);
  });
});
