/** The fields of the forms for runs and schedules: one for each option, with its error below it. */
import { useId } from 'preact/hooks';
import { placeholderOf } from '../../../../runner/core/field-texts.ts';
import type { FlowDocument, RunOptionDocument } from '../../../../runner/core/listings.ts';
import { capitalized } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { type Choice, Options } from '../options.ts';
import { isNeeded } from './launch.ts';

export interface FieldProps {
  readonly option: Pick<RunOptionDocument, 'name' | 'description'>;
  readonly value: string;
  readonly error: string | null;
  change(value: string): void;
}

/** A label, what is chosen or typed, and what is wrong with it. */
function Field({
  id,
  error,
  label,
  children,
}: Pick<FieldProps, 'error'> & {
  readonly id: string;
  readonly label: string;
  readonly children: View;
}): View {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${children}
      ${error !== null && html`<p class="error" id=${`${id}-error`} role="alert">${error}</p>`}
    </div>
  `;
}

const invalid = (id: string, error: string | null) =>
  error === null ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${id}-error` };

export function TextField(
  props: FieldProps & { readonly option: RunOptionDocument; readonly flow: FlowDocument },
): View {
  const { option, value, error, change, flow } = props;
  const id = useId();
  const { field } = option;
  if (field === null) return null;
  const needed = isNeeded(option, flow);
  const common = {
    ...{ id, value, maxlength: field.most, 'aria-required': needed, spellcheck: field.lines === 'many' },
    placeholder: placeholderOf(option.name, field.placeholder, flow),
    onInput: (event: InputEvent) => change((event.currentTarget as HTMLInputElement).value),
    ...invalid(id, error),
  };
  const label = needed ? field.label : `${field.label} (optional)`;
  const rows = option.name === 'focus' ? 3 : 5;
  return html`
    <${Field} id=${id} error=${error} label=${label}>
      ${field.lines === 'many' ? html`<textarea rows=${rows} ...${common}></textarea>` : html`<input type="text" ...${common} />`}
    <//>
  `;
}

interface PlainFieldProps extends FieldProps {
  /** otherwise the option's name */
  readonly label?: string;
  /** otherwise the option's description */
  readonly placeholder?: string;
  /** the id of a list of values to choose from */
  readonly list?: string;
}

/** A field of one line, such as that of the back end. */
export function PlainField(props: PlainFieldProps): View {
  const { option, value, error, change, label = capitalized(option.name), list } = props;
  const { placeholder = capitalized(option.description) } = props;
  const id = useId();
  return html`
    <${Field} id=${id} error=${error} label=${label}>
      <input id=${id} type="text" list=${list} value=${value} placeholder=${placeholder} spellcheck=${false}
        onInput=${(event: InputEvent) => change((event.currentTarget as HTMLInputElement).value)} ...${invalid(id, error)} />
    <//>
  `;
}

export function SelectField(
  props: FieldProps & { readonly label: string; readonly choices: readonly Choice[] },
): View {
  const { value, error, change, label, choices } = props;
  const id = useId();
  return html`
    <${Field} id=${id} error=${error} label=${label}>
      <select id=${id} onChange=${(event: Event) => change((event.currentTarget as HTMLSelectElement).value)} ...${invalid(id, error)}>
        <${Options} choices=${choices} chosen=${value} />
      </select>
    <//>
  `;
}

export function Switch({ option, value, change }: Pick<FieldProps, 'option' | 'value' | 'change'>): View {
  const id = useId();
  return html`
    <label class="switch" for=${id}>
      <input id=${id} type="checkbox" checked=${value === 'yes'}
        onChange=${(event: Event) => change((event.currentTarget as HTMLInputElement).checked ? 'yes' : '')} />
      ${capitalized(option.name)}${' '}<span class="hint">${option.description}</span>
    </label>
  `;
}
