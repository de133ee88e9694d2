/** What explorers of the map flows return. Every statement carries evidence, or says that it is an assumption. */
import { z } from 'zod';
import { Evidence, GROUNDED } from './finding.ts';

export const SystemMap = z.object({
  modules: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        paths: z.array(z.string()).min(1),
        responsibility: z.string().max(300),
        ...GROUNDED,
      }),
    )
    .max(40),
  relations: z
    .array(z.object({ from: z.string(), to: z.string(), kind: z.string().max(60), ...GROUNDED }))
    .max(120),
  entryPoints: z.array(z.object({ name: z.string(), path: z.string(), ...GROUNDED })).max(30),
  externalSystems: z.array(z.object({ name: z.string(), why: z.string().max(200), ...GROUNDED })).max(20),
  layers: z.array(z.string()).max(10).optional(),
});
export type SystemMap = z.infer<typeof SystemMap>;

export const Tour = z.object({
  stops: z
    .array(
      z.object({
        order: z.int().min(1),
        title: z.string().max(100),
        path: z.string(),
        lines: z.string(),
        why: z.string().max(400),
        ...GROUNDED,
      }),
    )
    .max(12),
  glossary: z
    .array(z.object({ term: z.string().max(80), meaning: z.string().max(300), ...GROUNDED }))
    .max(20),
  runIt: z.array(z.object({ command: z.string().max(200), source: Evidence })).max(12),
  pitfalls: z.array(z.object({ text: z.string().max(400), ...GROUNDED })).max(10),
});
export type Tour = z.infer<typeof Tour>;
