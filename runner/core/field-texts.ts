/** What the text fields of a form for a run show while they are empty. Pure. */

interface FieldFlow {
  readonly question: string;
  readonly compares: string | boolean;
}

/** `placeholder`: of the option's field; null: the question of the flow. */
export function placeholderOf(
  name: string,
  placeholder: string | null,
  { question, compares }: FieldFlow,
): string {
  if (name === 'base' && compares === 'optional') return 'None: reads all files at one commit';
  return placeholder ?? question;
}
