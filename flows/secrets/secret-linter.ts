/** The linter that knows the forms of credentials, asked for one text at a time. */
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';

// It notes the time of all that it does and never lets go of a note: each call made the next one slower and the
// process larger (50 MB after 1,800 calls). A service makes a few calls a step, for months.
secretLintProfiler.mark = () => undefined;

export interface SecretMessage {
  readonly ruleId: string;
  /** start and end in UTF-16 units; for some rules of the wrong text, see `secrets.ts` */
  readonly range: readonly [number, number];
  readonly data?: unknown;
}

const CONFIG = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: preset }] };

export async function lintSecrets(text: string): Promise<readonly SecretMessage[]> {
  const { messages } = await lintSource({
    source: { content: text, filePath: 'text', ext: '', contentType: 'text' },
    options: { config: CONFIG, noPhysicFilePath: true },
  });
  return messages;
}
