/** Slack's limits, in UTF-16 units unless noted otherwise. */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** all blocks of a message together; undocumented, `msg_blocks_too_long` occurs somewhat above it */
  messageCharacters: 13_000,
  /** all `markdown` blocks of a message together */
  markdown: 12_000,
  /** `chat.update` accepts 4,000 and counts differently */
  topText: 3_900,
  header: 150,
  /** one text object or rich text block */
  text: 3_000,
  contextElements: 10,
  actions: 25,
  button: { label: 75, value: 2_000 },
  confirm: { title: 100, text: 300, button: 30 },
  url: 3_000,
  /** what a picture shows, in words */
  alt: 1_000,
  option: { text: 75, value: 75, count: 100 },
  view: { title: 24, button: 24, metadata: 3_000 },
  input: { label: 2_000, value: 3_000, placeholder: 150 },
} as const;
