/**
 * Neutral views of what is shown on a chat platform; an adapter's renderer turns them into the platform's own blocks.
 * All text is plain and untrusted: only a renderer knows how to escape it, and none of it may ping or link by itself.
 */

/** A piece of plain text. */
export interface Span {
  readonly text: string;
  readonly mark?: 'bold' | 'italic' | 'code';
  /** the http(s) address that the text links to */
  readonly link?: string;
  /** ISO 8601: shown in the reader's local time if the platform supports it, otherwise as `text` */
  readonly time?: string;
  /** the platform's id of a person, named without pinging (see `MessageView.notify`); otherwise shown as `text` */
  readonly person?: string;
  /** the platform's id of a channel, shown as a link with its name; otherwise shown as `text` */
  readonly channel?: string;
}

export type Line = readonly (string | Span)[];

export interface Button {
  /** returned by the adapter in a `button` action, with `value`; at most 40 characters */
  readonly action: string;
  /** at most 100 characters together with the action */
  readonly value: string;
  readonly label: string;
  readonly look?: 'main' | 'danger';
  /** a confirmation before the press counts */
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    readonly yes: string;
    readonly no: string;
  };
  /** an address to open instead of an action */
  readonly link?: string;
}

export type Block =
  | { readonly kind: 'title'; readonly text: string }
  /** lines that belong together, in order; a renderer may split them over several of its own blocks */
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  /** small print */
  | { readonly kind: 'quiet'; readonly line: Line }
  /** an agent's own Markdown, untrusted; at most 11,000 characters (longer text becomes a file) */
  | { readonly kind: 'markdown'; readonly markdown: string }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | { readonly kind: 'rule' };

export interface MessageView {
  /** the whole message as one plain line: for notifications, and for clients that can't show blocks */
  readonly text: string;
  readonly blocks: readonly Block[];
  /**
   * the platform's ids of the people whom the message notifies where one of its lines names them; everybody else is named
   * without a notification
   */
  readonly notify?: readonly string[];
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** one line that explains it */
  readonly description?: string;
}

export type Field =
  /** exactly one is active; choosing another is a `change` action */
  | {
      readonly kind: 'tabs';
      readonly id: string;
      readonly label: string;
      readonly options: readonly Option[];
      readonly active: string;
    }
  | {
      readonly kind: 'select';
      readonly id: string;
      readonly label: string;
      readonly options: readonly Option[];
      readonly chosen: string | null;
      readonly optional: boolean;
      /** whether choosing is a `change` action */
      readonly watched: boolean;
    }
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly lines: 'one' | 'many';
      readonly value: string;
      readonly placeholder: string;
      readonly most: number;
      readonly optional: boolean;
    }
  | {
      readonly kind: 'toggle';
      readonly id: string;
      readonly label: string;
      readonly description: string;
      readonly on: boolean;
    }
  | {
      readonly kind: 'channel';
      readonly id: string;
      readonly label: string;
      /** the channel that is chosen when the form opens */
      readonly chosen?: string | null;
    }
  | { readonly kind: 'note'; readonly id: string; readonly line: Line };

export interface FormView {
  readonly form: string;
  /** at most 24 characters */
  readonly title: string;
  /** the label of the submit button, at most 24 characters */
  readonly submit: string;
  /** data that the form's handler needs besides its values; at most 2,000 characters */
  readonly state: string;
  readonly fields: readonly Field[];
}
