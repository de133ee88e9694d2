/** Discord's limits, in UTF-16 units unless noted otherwise. */
export const LIMITS = {
  /** components of one message, including nested ones */
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
  /** what a picture shows, in words */
  alt: 1_024,
  choice: { count: 25, name: 100, value: 100 },
  /** bytes */
  file: 10 * 1024 * 1024,
  /** bytes of all files of a message, leaving room for the rest of the request */
  request: 24 * 1024 * 1024,
  /** a message's plain content */
  content: 2_000,
} as const;
