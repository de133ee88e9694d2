/** A form on Discord: a modal, or a message with selects and buttons that opens a modal for what is typed. */
import { isTrue, type Json, records, text } from '../../setup/chat/json.ts';
import type { TestDiscord } from '../../setup/discord/discord.ts';
import { ModalHands } from '../../setup/discord/modal-hands.ts';
import type { Person } from '../../setup/discord/person.ts';
import { type SeenMessage, selectCalled } from '../../setup/discord/seen.ts';
import type { Form } from './place.ts';

export function formOf(discord: TestDiscord, person: Person, opened: ModalHands | SeenMessage): Form {
  if (opened instanceof ModalHands) return modalForm(opened);
  const now = () => discord.message(opened.id);
  const typed = new Map<string, string>();
  return {
    holds: () => heldBy(now()).join('\n'),
    options: (label) => records(selectCalled(now().components, label).options).map((one) => text(one.label)),
    async choose(label, option) {
      if (now().selects.some((name) => name.includes(label))) await person.choose(now(), label, option);
      else await person.press(now(), option);
    },
    async fill(label, words) {
      typed.set(label, words);
    },
    async submit() {
      const last = now().buttons.at(-1) ?? '';
      await person.press(now(), last);
      if (!last.endsWith('…')) return;
      const form = await person.awaitModal();
      for (const [label, words] of typed) form.fill(label, words);
      await form.submit();
    },
  };
}

function modalForm(modal: ModalHands): Form {
  return {
    holds: () =>
      modal.fields.map((label) => `${label.toLowerCase()}: ${modal.value(label) ?? ''}`).join('\n'),
    options: (label) => modal.options(label),
    choose: async (label, option) =>
      modal.choose(label, modal.options(label).find((one) => one.startsWith(option)) ?? option),
    fill: async (label, words) => modal.fill(label, words),
    async submit() {
      await modal.submit();
    },
  };
}

const PRIMARY = 1;
const SUCCESS = 3;

/** A field's name stands in bold above what is chosen or typed. */
function heldBy({ components }: SeenMessage): string[] {
  let name = '';
  return components.flatMap(inside).flatMap((one) => {
    const [, heading, value = ''] = /^\*\*(.+?)\*\*(?:\n([\s\S]*))?$/.exec(text(one.content)) ?? [];
    if (heading !== undefined) {
      name = heading.toLowerCase();
      return [`${name}: ${value}`];
    }
    const chosen = records(one.options).filter((option) => isTrue(option.default));
    if (chosen.length > 0) return chosen.map(({ label }) => `${name}: ${text(label)}`);
    if (one.style === PRIMARY) return [`${name}: ${text(one.label).toLowerCase()}`];
    // A toggle that is on; the button that sends the form off looks the same.
    const [, toggle] = one.style === SUCCESS ? (/^(.+): on\b/.exec(text(one.label)) ?? []) : [];
    return toggle === undefined ? [] : [`${toggle.toLowerCase()}: yes`];
  });
}

export const inside = (component: Json): Json[] => [
  component,
  ...records(component.components).flatMap(inside),
];
