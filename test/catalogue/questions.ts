/** What a person asks of each flow: those that need a subject of their own get one that is true of the order service. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'requirement-discovery': 'Customers can return an order within 30 days and get their money back.',
  'root-cause': 'Orders to Switzerland are charged no tax since the loyalty release; total_cents is too low.',
  'implementation-plan': 'Send the customer a message when an order is cancelled.',
  'migration-plan': 'Move the queue from the jobs table to RabbitMQ.',
  'test-plan': 'Prices and discounts',
  adr: 'Should receipts be sent by the worker or by a mail service of its own?',
  runbook: 'The queue worker',
};

/** Null for flows that have a question of their own. */
export const questionFor = (flow: string): string | null => QUESTIONS[flow] ?? null;
