/** What chat platforms know of a run: who asked for it and judged its findings by name, where it can be read there, and where else it may go. */
import { z } from 'zod';

export const RunChatDocument = z.object({
  /** `name` is for people: `@Ana`, or the actor where no platform knows a name */
  requested_by: z.object({ actor: z.string(), name: z.string() }),
  /** those who dismissed its findings or voted on them, and whose names a platform knows */
  people: z.array(z.object({ actor: z.string(), name: z.string() })),
  /** the messages that show the run, oldest first */
  threads: z.array(
    z.object({
      platform: z.string(),
      title: z.string(),
      /** `#general`; null if not everybody may know of it */
      channel: z.string().nullable(),
      url: z.url({ protocol: /^https$/ }),
    }),
  ),
  /** the platforms that it can be exported to, each with how a channel of it is named */
  exports: z.array(z.object({ platform: z.string(), title: z.string(), example: z.string() })),
});
export type RunChatDocument = z.infer<typeof RunChatDocument>;
