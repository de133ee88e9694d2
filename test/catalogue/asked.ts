/** What a person asks of each flow: those that need a subject get one that is true of the order service. */
import type { Given } from '../../runner/core/flow-input.ts';

export interface Asked {
  /** the focus; null for the flow's own question */
  readonly question: string | null;
  readonly given: Given;
}

const LOG = `error: column "notes" of relation "orders" does not exist
    at insertOrder (/srv/orders/src/store/orders.ts:19:22)
    at Object.<anonymous> (/srv/orders/src/routes/orders.ts:25:16)
`;

const ASKED: Readonly<Record<string, Partial<Asked>>> = {
  'requirement-discovery': {
    question: 'Customers can return an order within 30 days and get their money back.',
  },
  'root-cause': { question: 'POST /orders answers 500 since the loyalty release', given: { log: LOG } },
  'implementation-plan': { question: 'Send the customer a message when an order is cancelled.' },
  'migration-plan': { given: { from: 'jobs', to: 'RabbitMQ' } },
  'test-plan': { question: 'Prices and discounts' },
  adr: { question: 'Should receipts be sent by the worker or by a process of their own?' },
  runbook: { question: 'The queue worker' },
};

export const askedOf = (flow: string): Asked => ({ question: null, given: {}, ...ASKED[flow] });
