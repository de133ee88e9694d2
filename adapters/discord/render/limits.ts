/** What Discord takes at most, in UTF-16 units unless said otherwise. */
export const LIMITS = {
  /** of one message, those within others counted as well */
  components: 40,
  /** all texts of a message together */
  text: 4_000,
  row: 5,
  customId: 100,
  button: { label: 80, url: 512 },
  option: { count: 25, label: 100, value: 100, description: 100 },
  placeholder: 150,
  modal: { title: 45, label: 45, fields: 5 },
  input: { value: 4_000, placeholder: 100 },
  threadName: 100,
  choice: { count: 25, name: 100, value: 100 },
  /** bytes */
  file: 10 * 1024 * 1024,
  /** bytes of all files of a message, with room for what goes with them */
  request: 24 * 1024 * 1024,
  /** of a message's plain content */
  content: 2_000,
} as const;
