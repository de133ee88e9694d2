import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../../flows/secrets/mask.ts';

const GITHUB = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const SLACK = ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-');
const AWS = ['wJalrXUtnFEMI/K7MDENG', 'bPxRfiCYzzzzzzzKEY'].join('/');

describe('secrets', () => {
  test.each([
    [`const t = '${GITHUB}';`, "const t = '***';"],
    [`slack: ${SLACK}`, 'slack: ***'],
    [`AWS_SECRET_ACCESS_KEY = "${AWS}"`, 'AWS_SECRET_ACCESS_KEY = "***"'],
    ["const u = 'redis://admin:hunter22@cache:6379';", "const u = 'redis://admin:***@cache:6379';"],
    ['redis-cli -u redis://$USER:$PASS@db/1', 'redis-cli -u redis://$USER:$PASS@db/1'],
    ['nothing to see here', 'nothing to see here'],
  ])('are masked and nothing else is: %s', async (text, masked) => {
    expect(await maskSecrets(text)).toBe(masked);
  });

  test('of several lines leave as many lines behind', async () => {
    const key = [
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIEpAIBAAKCAQEA75Z2oP5Q',
      '-----END RSA PRIVATE KEY-----',
    ].join('\n');
    expect(await maskSecrets(`a\n${key}\nb`)).toBe('a\n***\n***\n***\nb');
  });

  test('are masked wherever they stand again', async () => {
    expect(await maskSecrets(`a = '${GITHUB}'\nb = '${GITHUB}'`)).toBe("a = '***'\nb = '***'");
  });

  test('leave a JSON document a JSON document', async () => {
    const document = { url: 'postgres://user:passw0rd@db:5432/x', next: `"${SLACK}"`, count: 3 };
    const masked: unknown = JSON.parse(await maskSecrets(JSON.stringify(document)));
    expect(JSON.stringify(masked)).not.toMatch(/passw0rd|xoxb/);
    expect(masked).toMatchObject({ count: 3 });
  });

  test('do not touch a document without any', async () => {
    const text = '{ "a":   1 }';
    expect(await maskSecrets(text)).toBe(text);
  });
});
