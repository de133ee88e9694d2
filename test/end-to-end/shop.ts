/** A small shop in TypeScript with something for every flow to find, and a branch that changes it for the worse. */
import { BEGINNING, type MadeRepository, makeRepository } from '../setup/repositories.ts';

const DAY = 86_400;

/** Put together here, so that this file holds no secret itself. */
export const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');

const CART = `import { taxOf } from './tax.ts';

export interface Item {
  readonly name: string;
  readonly price: number;
}

// TODO take vouchers into account
export function totalOf(items: readonly Item[]): number {
  let total = 0;
  for (const item of items) {
    if (item.price < 0) continue;
    total += item.price;
  }
  return total + taxOf(total);
}
`;

const ORDERS = `import { type Item, totalOf } from './cart.ts';

export function placeOrder(items: readonly Item[], currency = process.env.SHOP_CURRENCY): string {
  try {
    return totalOf(items) + ' ' + currency;
  } catch {}
  return '';
}
`;

const CANCEL = `
export function cancelOrder(order: any): void {
  order.cancelled = true;
}
`;

const EXPORT = `
export function exportOrders(orders: readonly string[]): string {
  const token = '${TOKEN}';
  try {
    return token + ':' + orders.join();
  } catch {}
  return '';
}
`;

/** Stands twice in the shop. */
const table = (name: string): string => `export function ${name}(rows: readonly string[][]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, text.length);
    }
  }
  const lines: string[] = [];
  for (const row of rows) {
    const cells: string[] = [];
    for (const [column, text] of row.entries()) {
      cells.push(text.padEnd(widths[column] ?? 0));
    }
    lines.push(cells.join(' | ').trimEnd());
  }
  return lines.join('\\n');
}
`;

const MANIFEST = `{
  "name": "shop",
  "version": "1.2.0",
  "type": "module",
  "scripts": { "start": "node src/server.ts", "test": "vitest run" },
  "dependencies": { "left-pad": "*" }
}
`;

const SERVER = `import { createServer } from 'node:http';
import { placeOrder } from './orders.ts';

const port = Number(process.env.SHOP_PORT ?? 8080);

createServer((request, response) => {
  response.end(placeOrder([{ name: request.url ?? '', price: 1 }]));
}).listen(port);
`;

/** On `main` with three commits by two people; `feat` is one commit ahead. */
export function makeShop(): MadeRepository {
  const shop = makeRepository({
    commits: [
      {
        message: 'Begin',
        files: {
          'README.md': '# Shop\n\nSells things. Start it with `npm start`.\n',
          'package.json': MANIFEST,
          'src/cart.ts': CART.replace('    if (item.price < 0) continue;\n', ''),
          'src/tax.ts': 'export const taxOf = (total: number): number => total * 0.19;\n',
          'src/orders.ts': ORDERS + CANCEL,
          'src/server.ts': SERVER,
          'test/tax.test.ts':
            "import { taxOf } from '../src/tax.ts';\n\nif (taxOf(100) !== 19) throw new Error();\n",
        },
      },
      {
        message: 'Print invoices and reports',
        author: 'Bo',
        at: BEGINNING + 30 * DAY,
        files: { 'src/invoice.ts': table('invoiceTable'), 'src/report.ts': table('reportTable') },
      },
      { message: 'Skip refunds', at: BEGINNING + 60 * DAY, files: { 'src/cart.ts': CART } },
    ],
  });
  shop.commit({
    branch: 'feat',
    message: 'Export orders',
    at: BEGINNING + 61 * DAY,
    files: { 'src/orders.ts': ORDERS + EXPORT },
  });
  shop.git('switch', '--quiet', 'main');
  return shop;
}
