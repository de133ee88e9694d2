/** Which license a project has, by the words of its license file. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { draft } from '../../collector.ts';

const LICENSES: readonly (readonly [name: string, words: RegExp])[] = [
  ['Apache-2.0', /Apache License\s+Version 2\.0/i],
  ['AGPL-3.0', /GNU AFFERO GENERAL PUBLIC LICENSE/i],
  ['LGPL', /GNU LESSER GENERAL PUBLIC LICENSE/i],
  ['GPL-3.0', /GNU GENERAL PUBLIC LICENSE\s+Version 3/i],
  ['GPL-2.0', /GNU GENERAL PUBLIC LICENSE\s+Version 2/i],
  ['MPL-2.0', /Mozilla Public License,? (Version )?2\.0/i],
  ['CC0-1.0', /CC0 1\.0 Universal|Creative Commons Legal Code\s+CC0/i],
  ['Unlicense', /free and unencumbered software/i],
  ['ISC', /ISC License|Permission to use, copy, modify, and\/or distribute/i],
  ['BSD-3-Clause', /Neither the name of/i],
  ['BSD-2-Clause', /Redistribution and use in source and binary forms/i],
  ['MIT', /MIT License|Permission is hereby granted, free of charge/i],
];

/** Null without a license file whose words are known. */
export async function licenseFact(
  top: readonly ScopeFile[],
  text: (path: string) => Promise<string>,
  name: string | null,
): Promise<FactDraft | null> {
  const file = top.find(({ path }) => /^(un)?licen[cs]e(\.(md|txt|rst))?$|^copying(\.\w+)?$/i.test(path));
  if (file === undefined) return null;
  const content = await text(file.path);
  const known = LICENSES.find(([, words]) => words.test(content.replace(/\s+/g, ' ')));
  if (known === undefined) return null;
  const lines = content.split('\n');
  const at = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  return draft('about', {
    path: file.path,
    line: at + 1,
    quote: lines[at] ?? '',
    subject: 'license',
    value: known[0],
    text: known[0],
    data: { name },
  });
}
