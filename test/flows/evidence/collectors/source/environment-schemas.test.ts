/** Settings that a schema declares all at once. */
import { describe, expect, it } from 'vitest';
import { schemaReads } from '../../../../../flows/evidence/collectors/source/environment-schemas.ts';

const told = (text: string): string[] =>
  schemaReads(text).map(
    ({ name, line, fallback, demanded }) => `${line} ${name} ${fallback ?? '-'} ${demanded}`,
  );

describe('a schema of the environment', () => {
  it.each([
    [
      'const schema = z.object({\n  PORT: z.string().default("80"),\n  SECRET: z.string().min(1),\n  HINT: z.string().optional(),\n});\nschema.parse(process.env);',
      ['2 PORT "80" false', '3 SECRET - true', '4 HINT - false'],
    ],
    [
      'cleanEnv(process.env, {\n  PORT: port({ default: 80 }),\n  HOST: host(),\n});',
      ['2 PORT 80 false', '3 HOST - true'],
    ],
    ['const sizes = {\n  SMALL: size(1),\n};\nconst p = process.env.PORT;', []],
    ['const schema = z.object({\n  PORT: z.string(),\n});\nschema.parse(input);', []],
  ])('%j declares %j', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});
