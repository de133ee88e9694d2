/** The change of the shop that is reviewed by all ten agents, and what each lens has to say of it. */
import type { LensOutput } from '../../../flows/contracts/finding.ts';
import { BEGINNING, type MadeRepository } from '../../setup/repositories.ts';
import { cited } from '../answers.ts';
import { makeShop } from '../shop.ts';

const DAY = 86_400;
const MIGRATION = 'migrations/0001_orders.sql';

/** The branch `feat` of the shop, with a migration, which the data steward waits for. */
export function makeReviewedShop(): MadeRepository {
  const shop = makeShop();
  const files = {
    [MIGRATION]: 'ALTER TABLE orders ADD COLUMN exported boolean;\nALTER TABLE orders DROP COLUMN total;\n',
  };
  shop.commit({ branch: 'feat', message: 'Forget totals', at: BEGINNING + 62 * DAY, files });
  shop.git('switch', '--quiet', 'main');
  return shop;
}

/** What a lens sees if it looks: the line, in the file that it reads, or in the change as it was shown. */
export interface Sight {
  readonly file: string;
  readonly title: string;
  readonly claim: string;
  readonly failure: string;
  readonly kind: LensOutput['findings'][number]['kind'];
  readonly path: string;
  readonly line: number;
  readonly quote: RegExp;
  readonly side?: 'base';
}

const ORDERS = 'src/orders.ts';

/** By persona. */
export const SIGHTS: Readonly<Record<string, Sight>> = {
  'correctness-reviewer': {
    file: ORDERS,
    kind: 'bug',
    title: 'Orders with a comma become two',
    claim: '`exportOrders` joins orders with commas and escapes none.',
    failure: 'Whoever imports the export gets one order too many for each comma.',
    path: ORDERS,
    line: 13,
    quote: /return token \+ ':' \+ orders\.join\(\);/,
  },
  'security-reviewer': {
    file: ORDERS,
    kind: 'security',
    title: 'A token stands in the code',
    claim: '`exportOrders` holds a token and puts it in front of the export.',
    failure: 'Whoever reads the code or gets an export can act in the name of its owner.',
    path: ORDERS,
    line: 11,
    quote: /const token = '[^'\n]*';/,
  },
  'reliability-engineer': {
    file: ORDERS,
    kind: 'reliability',
    title: 'An export that fails looks like an empty one',
    claim: '`exportOrders` swallows every fault and answers an empty text.',
    failure: 'Whoever exports while something is broken believes that there are no orders.',
    path: ORDERS,
    line: 10,
    quote: /export function exportOrders\(orders: readonly string\[\]\): string \{/,
  },
  'test-engineer': {
    file: 'test/tax.test.ts',
    kind: 'test-gap',
    title: 'Nothing holds the sum with tax',
    claim: 'The one test looks at `taxOf` alone.',
    failure: 'A wrong total goes out unnoticed.',
    path: 'test/tax.test.ts',
    line: 3,
    quote: /if \(taxOf\(100\) !== 19\) throw new Error\(\);/,
  },
  'api-steward': {
    file: 'src/server.ts',
    kind: 'api',
    title: 'Cancelling is gone without a word',
    claim: 'The change takes `cancelOrder` away, which was exported.',
    failure: 'Whoever imports it gets a fault at start after the update.',
    path: ORDERS,
    line: 10,
    quote: /export function cancelOrder\(order: any\): void \{/,
    side: 'base',
  },
  'data-steward': {
    file: MIGRATION,
    kind: 'data',
    title: 'Totals are dropped for good',
    claim: 'The migration drops a column of `orders` and keeps no copy.',
    failure: 'Every order loses its total; going back does not bring it back.',
    path: MIGRATION,
    line: 2,
    quote: /ALTER TABLE orders DROP COLUMN total;/,
  },
};

/** Words of what the model makes up; none of it stands in the shop. */
export const MADE_UP = /sesame|back ?door|blue-moon|4711/i;

const invented = cited(ORDERS, 3, 'if (password === "sesame") grantAll();');

/** A finding that nothing bears out. */
export const INVENTED_FINDING = {
  title: 'There is a back door',
  kind: 'security',
  severity: 'P0',
  confidence: 100,
  claim: 'A password opens everything.',
  failure: 'Whoever knows it gets in.',
  evidence: [invented],
  recommendation: 'Close it.',
};

/** A refutation by code that is not there. */
export const INVENTED_COUNTER = cited(ORDERS, 12, 'if (request.header("blue-moon")) return;');
