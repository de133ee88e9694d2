/** Requirements as sentences of EARS (Easy Approach to Requirements Syntax). Pure. */
import type { Requirement } from '../../contracts/plans.ts';
import { capitalized } from '../../wording.ts';

type Sentence = Pick<Requirement, 'pattern' | 'trigger' | 'system' | 'response'>;

/** What opens the sentence. A complex trigger has its own words: `While x, when y`. */
const OPENING: Readonly<Record<Requirement['pattern'], string>> = {
  ubiquitous: '',
  event: 'When ',
  state: 'While ',
  unwanted: 'If ',
  optional: 'Where ',
  complex: '',
};

const KEYWORD = /^(?:when(?:ever)?|while|if|where|as long as)\s+/iu;
const MODAL = /^(?:shall|must|should|will|has to|have to|needs to)\s+/iu;
const END = /[\s,.;:]+$/u;

/** `When an order is paid, the mailer shall send one receipt.` Words of the form that the fields repeat are taken out. */
export function earsSentence({ pattern, trigger, system, response }: Sentence): string {
  const opening = OPENING[pattern];
  const bare = trigger.trim().replace(END, '');
  const event = opening === '' ? bare : bare.replace(KEYWORD, '');
  const who = `${/^(?:the|a|an|each|every|`|[A-Z])/u.test(system.trim()) ? '' : 'the '}${system.trim()}`;
  const what = `${who} shall ${response.trim().replace(MODAL, '').replace(END, '')}.`;
  if (event === '' || pattern === 'ubiquitous') return capitalized(what);
  return capitalized(`${opening}${event}, ${pattern === 'unwanted' ? 'then ' : ''}${what}`);
}

/** What keeps it from being one sentence of its pattern, each in a sentence. */
export function earsProblems({ pattern, trigger, response }: Sentence): string[] {
  const event = trigger.trim();
  const always = pattern === 'ubiquitous';
  return [
    ...(always && event !== '' ? ['It always holds, but names a condition.'] : []),
    ...(!always && event === '' ? [`It is of the form “${pattern}”, but names no condition.`] : []),
    ...(pattern === 'complex' && event !== '' && !KEYWORD.test(event)
      ? ['It is complex, but its condition says neither “while” nor “when”.']
      : []),
    ...(/\b(?:and|or)\s+(?:also\s+)?(?:shall|must|should)\b|[.;]\s+\S/iu.test(response)
      ? ['It asks for several things at once.']
      : []),
  ];
}
