/** Reads who and where a question about what applies names, and writes the answer as data. */
import { BatonError, nearest } from '../../runner/core/errors.ts';
import type { AppliedDocument } from '../../runner/core/inspection.ts';
import type { AppliedQuestion } from '../../runner/core/ports/inspection.ts';
import { PLATFORMS } from '../config/platforms.ts';
import { sourceText } from '../config/setting-sources.ts';
import { textOfLine } from '../wording.ts';
import type { AppliedQuery, AppliedSetting } from './applied-setting.ts';

type Named = Pick<AppliedQuestion, 'who' | 'where'>;

/**
 * Accepts what the audit log and the cards name a person by, `slack:T0TEAM:U0ALICE`, and a channel such as
 * `slack:C0GENERAL1`. `nameOf`: how the caller calls the two. Throws `bad_arguments`.
 */
export function personAndChannel(
  { who, where }: Named,
  nameOf: (field: keyof Named) => string,
): Pick<AppliedQuery, 'platform' | 'channel' | 'person'> {
  const { platform, person } = personOf(who, nameOf('who'));
  const named = channelOf(where, nameOf('where'));
  if (named.platform !== platform) {
    throw refused(
      `${nameOf('who')} is of ${platform} and ${nameOf('where')} of ${named.platform}. Name a person and a channel of one platform.`,
      nameOf('where'),
    );
  }
  return { platform, channel: named.channel, person: { id: person } };
}

function personOf(typed: string, field: string): { readonly platform: string; readonly person: string } {
  const [name = '', workspace = '', person = '', ...rest] = typed.split(':');
  const { ids } = platformNamed(name, field);
  if (workspace !== '' && rest.length === 0 && ids.person.form.test(person))
    return { platform: name, person };
  throw malformed(typed, field, `${name}:WORKSPACE:${ids.person.example}`);
}

function channelOf(typed: string, field: string): { readonly platform: string; readonly channel: string } {
  const [name = '', channel = '', ...rest] = typed.split(':');
  const { ids } = platformNamed(name, field);
  if (rest.length === 0 && ids.channel.form.test(channel)) return { platform: name, channel };
  throw malformed(typed, field, `${name}:${ids.channel.example}`);
}

function malformed(typed: string, field: string, form: string): BatonError {
  return refused(`${field} is ${JSON.stringify(typed)}, which is not of the form ${form}.`, field);
}

function platformNamed(name: string, field: string): (typeof PLATFORMS)[number] {
  const found = PLATFORMS.find((platform) => platform.name === name);
  if (found !== undefined) return found;
  const names = PLATFORMS.map((platform) => platform.name);
  const [near] = nearest(name, names);
  const hint = near === undefined ? `Platforms: ${names.join(', ')}.` : `Did you mean ${near}?`;
  throw refused(
    `${field} names the platform ${JSON.stringify(name)}, which Baton does not know. ${hint}`,
    field,
  );
}

function refused(message: string, path: string): BatonError {
  return new BatonError('refused', 'bad_arguments', message, { path });
}

export function appliedDocument({ who, where }: Named, settings: readonly AppliedSetting[]): AppliedDocument {
  return {
    ...{ who, where },
    settings: settings.map(({ name, value, source }) => ({
      name,
      value: textOfLine(value),
      source,
      because: sourceText(source),
    })),
  };
}
